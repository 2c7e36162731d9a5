import type { IncomingMessage } from 'node:http'
import { AwsError } from '../../kernel/aws-error.ts'
import type { ShapeRef } from '../../wire/model.ts'
import { validateInput } from '../../wire/validate-input.ts'
import { BodyDigests } from '../body/body-digests.ts'
import { type IncomingBody, readAll } from '../body/incoming-body.ts'
import type { Address } from './address.ts'
import { membersOf, operationModel, shapeOf } from './model.ts'
import { inOwnWords } from './own-words.ts'
import { valueFromText } from './text-value.ts'
import { valueFromXml } from './xml.ts'

const LARGEST_DOCUMENT = 4 * 1024 * 1024

/** A request -> the operation's input, valid by AWS's model. A streaming body is handed on unread. */
export async function decodeRequest(
  operation: string,
  address: Address,
  req: IncomingMessage,
  body: () => IncomingBody,
): Promise<Record<string, any>> {
  const input = await decode(operation, address, req, body)
  try {
    validateInput('s3', operation, input)
  } catch (error) {
    const { payload, members } = inputShape(operation)
    const isDocument = payload !== undefined && shapeOf(members![payload]!).type === 'structure'
    const own = inOwnWords(operation, input)
    if (own) throw own
    if (isDocument && input[payload] !== undefined) throw malformed((error as Error).message)
    throw new AwsError(isDocument ? 'MalformedXML' : 'InvalidArgument', (error as Error).message)
  }
  return input
}

/** S3 does not say what is wrong with a document; here the answer does, beside its message. */
const malformed = (Reason: string) =>
  new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    400,
    { Reason },
  )

const inputShape = (operation: string) => shapeOf(operationModel(operation).input!)

async function decode(
  operation: string,
  { bucket, key, query }: Address,
  req: IncomingMessage,
  body: () => IncomingBody,
): Promise<Record<string, any>> {
  const shape = inputShape(operation)
  const header = headersOf(req, query)
  const input: Record<string, any> = {}
  for (const [name, ref] of membersOf(shape)) {
    if (ref.location === 'uri') input[name] = name === 'Bucket' ? bucket : key
    else if (ref.location === 'headers') input[name] = prefixed(header, ref.locationName!)
    else if (ref.location) {
      const text =
        ref.location === 'header' ? header.get(ref.locationName!.toLowerCase()) : query.get(ref.locationName!)
      if (text !== undefined && text !== null && (text !== '' || isTextOfQuery(ref)))
        input[name] = valueFromText(ref, text)
    }
  }
  const payload = shape.payload
  if (!payload) return input
  const ref = shape.members![payload]!
  if (shapeOf(ref).type === 'blob') return withBody(input, payload, body())
  const text = await readDocument(operation, input, body())
  if (text !== '' || shapeOf(ref).type === 'string')
    input[payload] = shapeOf(ref).type === 'string' ? text : valueFromXml(ref, text)
  return input
}

/** Empty numbers and headers are none. */
const isTextOfQuery = (ref: ShapeRef) => ref.location === 'querystring' && shapeOf(ref).type !== 'integer'

function withBody(input: Record<string, any>, payload: string, body: IncomingBody): Record<string, any> {
  const encoding = input.ContentEncoding?.split(',').filter((part: string) => part.trim() !== 'aws-chunked')
  return { ...input, ContentEncoding: encoding?.join(',') || undefined, ContentLength: body.length, [payload]: body }
}

/** The checksum in the input is the document's, except where it is that of the object to be completed. */
async function readDocument(operation: string, input: Record<string, any>, body: IncomingBody): Promise<string> {
  const isOfObject = operation === 'CompleteMultipartUpload'
  const digests = new BodyDigests(isOfObject ? { ContentMD5: input.ContentMD5 } : input, body)
  const bytes = await readAll(body, LARGEST_DOCUMENT)
  for (const digest of digests.all) digest.update(bytes)
  digests.settle()
  return bytes.toString('utf8')
}

/** A presigned URL may carry `x-amz-` headers in its query; checksums there are those of an empty body and mean nothing. */
function headersOf(req: IncomingMessage, query: URLSearchParams): Map<string, string> {
  const headers = new Map(Object.entries(req.headers).map(([name, value]) => [name, String(value)]))
  if (query.has('X-Amz-Signature'))
    for (const [name, value] of query)
      if (/^x-amz-/i.test(name) && !/^x-amz-(checksum|sdk-checksum)/i.test(name)) headers.set(name.toLowerCase(), value)
  return headers
}

function prefixed(headers: Map<string, string>, prefix: string): Record<string, string> {
  const found = [...headers].filter(([name]) => name.startsWith(prefix.toLowerCase()))
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]))
}
