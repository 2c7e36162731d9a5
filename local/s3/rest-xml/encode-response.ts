import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { AwsError } from '../../kernel/aws-error.ts'
import { membersOf, operationModel, shapeOf } from './model.ts'
import { textOf } from './text-value.ts'
import { childrenOf, escaped, NAMESPACE } from './xml.ts'

/** S3 names the host that refused; here there is one. */
export const HOST_ID = 'trimtab'

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** Roots of documents whose name is not that of their shape. */
const ROOTS: Record<string, string> = {
  ListBuckets: 'ListAllMyBucketsResult',
  ListObjects: 'ListBucketResult',
  ListObjectsV2: 'ListBucketResult',
  ListObjectVersions: 'ListVersionsResult',
  DeleteObjects: 'DeleteResult',
  CreateMultipartUpload: 'InitiateMultipartUploadResult',
  CompleteMultipartUpload: 'CompleteMultipartUploadResult',
  ListParts: 'ListPartsResult',
  ListMultipartUploads: 'ListMultipartUploadsResult',
  GetBucketVersioning: 'VersioningConfiguration',
  GetBucketTagging: 'Tagging',
  GetObjectTagging: 'Tagging',
  GetBucketLifecycleConfiguration: 'LifecycleConfiguration',
  GetBucketCors: 'CORSConfiguration',
  GetObjectAttributes: 'GetObjectAttributesResponse',
}

/** What AWS's model says nothing of. */
const NO_CONTENT = new Set(['PutBucketPolicy', 'PutBucketTagging'])

/** An operation's output -> the response. */
export async function encodeResponse(
  operation: string,
  output: Record<string, any>,
  res: ServerResponse,
): Promise<void> {
  const model = operationModel(operation)
  res.statusCode = output.ContentRange ? 206 : (model.http.responseCode ?? (NO_CONTENT.has(operation) ? 204 : 200))
  if (!model.output) return void res.end()
  const shape = shapeOf(model.output)
  for (const [name, ref] of membersOf(shape)) {
    const value = output[name]
    if (value === undefined || value === null) continue
    if (ref.location === 'header') res.setHeader(ref.locationName!, headerText(textOf(shapeOf(ref), value, 'header')))
    if (ref.location === 'headers')
      for (const [key, text] of Object.entries(value))
        res.setHeader(`${ref.locationName}${key}`, headerText(String(text)))
  }
  const payload = shape.payload ? shape.members![shape.payload] : undefined
  if (payload && shapeOf(payload).type === 'blob') return pipeline(output[shape.payload!], res)
  if (payload && shapeOf(payload).type === 'string') return void res.end(output[shape.payload!])
  if (operation === 'GetBucketLocation') return sendXml(res, 'LocationConstraint', escaped(output.LocationConstraint))
  const hasBody = membersOf(shape).some(([, ref]) => !ref.location)
  if (!hasBody || res.req.method === 'HEAD' || res.statusCode === 204) return void res.end()
  if (payload) sendXml(res, payload.locationName ?? payload.shape, childrenOf(payload, output[shape.payload!]))
  else sendXml(res, ROOTS[operation] ?? model.output.shape, childrenOf(model.output, output))
}

/** An error as S3 writes it; without a body where HTTP allows none. */
export function encodeError(error: AwsError, requestId: string, res: ServerResponse): void {
  const { Headers: headers, ...members } = error.members
  res.statusCode = error.status
  for (const [name, value] of Object.entries((headers ?? {}) as Record<string, string>)) res.setHeader(name, value)
  if (res.req.method === 'HEAD' || error.status === 304) return void res.end()
  const fields = { Code: error.code, Message: error.message, ...members, RequestId: requestId, HostId: HOST_ID }
  const body = Object.entries(fields).filter(([, value]) => value !== undefined)
  const text = body.map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`).join('')
  res.setHeader('Content-Type', 'application/xml')
  res.end(`${DECLARATION}<Error>${text}</Error>`)
}

function sendXml(res: ServerResponse, root: string, children: string): void {
  const text = `${DECLARATION}<${root} xmlns="${NAMESPACE}">${children}</${root}>`
  res.setHeader('Content-Type', 'application/xml')
  res.setHeader('Content-Length', Buffer.byteLength(text))
  res.end(text)
}

/** Header values are Latin-1 on the wire; what does not fit there is sent as its UTF-8 bytes, as S3 does. */
function headerText(text: string): string {
  return /[^\u0020-\u00ff\t]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text
}
