import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { toTaskJson } from './task-json.ts'

type Headers = Record<string, string>

/** The headers of a service's answer, as Step Functions hands them on with it. */
export function answerHeaders(service: string, operation: string, output: any, requestId: string, at: Date): Headers {
  if (service === 'sns') return headers(xmlBody(operation, output, requestId), 'text/xml', requestId, at)
  const body = JSON.stringify(inSeconds(output) ?? {}).replace(/"(\d\.\d+E\d+)"/g, '$1')
  if (service === 'sagemaker') return headers(body, 'application/x-amz-json-1.1', requestId, at)
  const common = headers(body, 'application/x-amz-json-1.0', requestId, at)
  if (service !== 'dynamodb') return common
  const { connection, ...rest } = common
  return { ...rest, Connection: connection!, Server: 'Server', 'x-amz-crc32': String(crc32(body)) }
}

/** Those of Lambda's answer, whose body is the payload. */
export function lambdaHeaders(output: any, requestId: string, at: Date): Headers {
  const traced = `${Math.floor(at.getTime() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`
  return {
    Connection: 'keep-alive',
    'Content-Length': String(output.Payload?.length ?? 0),
    'Content-Type': 'application/json',
    Date: at.toUTCString(),
    'X-Amz-Executed-Version': output.ExecutedVersion,
    ...(output.LogResult !== undefined && { 'X-Amz-Log-Result': output.LogResult }),
    'x-amzn-Remapped-Content-Length': '0',
    'x-amzn-RequestId': requestId,
    'X-Amzn-Trace-Id': `root=1-${traced};parent=${randomBytes(8).toString('hex')};sampled=0`,
  }
}

const headers = (body: string, type: string, requestId: string, at: Date): Headers => ({
  connection: 'keep-alive',
  'Content-Length': String(Buffer.byteLength(body)),
  'Content-Type': type,
  Date: at.toUTCString(),
  'x-amzn-RequestId': requestId,
})

/** Bodies carry times in seconds, written as AWS writes numbers of that size: 1.7E9. */
function inSeconds(value: any): any {
  if (value instanceof Date) {
    const [whole, fraction = ''] = String(value.getTime() / 1000).split('.') as [string, string?]
    const rest = `${whole.slice(1)}${fraction}`.replace(/0+$/, '')
    return `${whole[0]}.${rest || '0'}E${whole.length - 1}`
  }
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return toTaskJson(value)
  if (Array.isArray(value)) return value.map(inSeconds)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inSeconds(item)]))
}

/** The body of an answer of flat members in the query protocol. */
function xmlBody(operation: string, output: any, requestId: string): string {
  const members = Object.entries(output)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `    <${name}>${value}</${name}>\n`)
    .join('')
  return `<${operation}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
  <${operation}Result>
${members}  </${operation}Result>
  <ResponseMetadata>
    <RequestId>${requestId}</RequestId>
  </ResponseMetadata>
</${operation}Response>
`
}
