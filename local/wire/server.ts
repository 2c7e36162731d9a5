import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { gunzipSync } from 'node:zlib'
import { siteOf } from '../faults/call-site.ts'
import { Unanswered } from '../faults/faults.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { HttpService, Kernel, Service } from '../kernel/kernel.ts'
import { answerPlainly } from './answer-plainly.ts'
import { authenticate } from './authenticate.ts'
import { durableResponse } from './durable-response.ts'
import { type ApiModel, apiModel } from './model.ts'
import { permissionsOf } from './permissions.ts'
import { protocolOf } from './protocols/index.ts'
import type { WireResponse } from './protocols/protocol.ts'
import { escapeXml } from './protocols/query.ts'
import type { ReadRequest } from './read-request.ts'
import { serviceOf } from './services.ts'
import { readSignature, type Signature, type SignedRequest, sha256 } from './sigv4.ts'
import { validateInput } from './validate-input.ts'

/** No modelled request of the runtime's services is larger; streams (S3) do not pass here. */
const LARGEST_BODY = 32 * 1024 * 1024
/** Above every service's own limit, so that it is the service who refuses, in its own words. */
const LARGEST_HEAD = 64 * 1024

/**
 * The one loopback port: tells the service, checks the signature, and hands over. Requests that come before `ready`
 * wait for it: a service that has not yet taken up its state would give wrong answers.
 */
export function createWireServer(kernel: Kernel, ready: Promise<void> = Promise.resolve()): Server {
  const options = { ServerResponse: durableResponse(kernel), maxHeaderSize: LARGEST_HEAD }
  const server = createServer(options, (req, res) => {
    // Within this process nobody has another time than the kernel's, and SDKs sign by the time that they are told.
    if (!(req.socket instanceof Socket)) res.setHeader('date', kernel.clock.date().toUTCString())
    const closed = new Promise<void>((resolve) => res.once('close', resolve))
    void kernel.clock.during(async () => {
      try {
        await ready
        await answer(kernel, req, res)
      } catch (error) {
        if (!res.headersSent) res.writeHead(500)
        res.end()
        if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') console.error(error)
      }
      await closed
    })
  })
  server.requestTimeout = 0
  // Longer than any SDK keeps an idle connection, so that it is never the server who hangs up on a request in flight.
  server.keepAliveTimeout = 75_000
  if (kernel.clock.pace > 0) answerPlainly(server, kernel, (request) => plainly(kernel, ready, request))
  return server
}

/** Answers a request to a service with a model by the short way; whatever else it may be, node:http reads it. */
function plainly(kernel: Kernel, ready: Promise<void>, request: ReadRequest) {
  const { headers, url } = request
  if (!headers.authorization?.startsWith('AWS4-')) return undefined
  let signature: Signature | undefined
  try {
    signature = readSignature(request)
  } catch {
    return undefined
  }
  const target = headers['x-amz-target'] as string | undefined
  const service = kernel.service(serviceOf({ target, path: url.split('?')[0]!, signing: signature?.service }))
  if (!service || 'handle' in service) return undefined
  return async () => {
    await ready
    const response = await modelled(kernel, service, request, request.body, kernel.requestId(), signature)
    if (!response) return undefined
    const { body } = response
    return { ...response, body: typeof body === 'string' || Buffer.isBuffer(body) ? body : await buffer(body) }
  }
}

async function answer(kernel: Kernel, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const requestId = kernel.requestId()
  const path = req.url!.split('?')[0]!
  const target = req.headers['x-amz-target'] as string | undefined
  let name = serviceOf({ target, path, signing: undefined })
  try {
    const signature = readSignature({ method: req.method!, url: req.url!, headers: req.headers })
    name = !signature && isForm(req) ? 'query' : serviceOf({ target, path, signing: signature?.service })
    if (name === 'query')
      throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)
    const service = kernel.service(name)
    if (!service) throw new AwsError('NotImplemented', `The local runtime has no service ${name}.`, 501)
    if ('handle' in service) await raw(kernel, service as HttpService, req, res, requestId, signature)
    else {
      const head = { method: req.method!, url: req.url!, headers: req.headers }
      const response = await modelled(kernel, service, head, readBody(req), requestId, signature)
      if (response) await send(res, response)
      else res.destroy()
    }
  } catch (error) {
    if (res.headersSent) throw error
    await send(res, refusal(name, toAwsError(error), requestId))
  }
}

/** S3 reads its own, streaming body; for the others the wire reads it, checks it against the signature and hands it on. */
async function raw(
  kernel: Kernel,
  service: HttpService,
  req: IncomingMessage,
  res: ServerResponse,
  requestId: string,
  signature: Signature | undefined,
): Promise<void> {
  const signed = { method: req.method!, url: req.url!, headers: req.headers }
  const streams = service.name === 's3'
  const body = streams ? undefined : await readBody(req)
  const hash = () => (body ? sha256(body) : String(req.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD'))
  const principal = authenticate(kernel, signed, signature, hash)
  // Not resolved against the base: a path that begins with `//` would be read as a host.
  const url = new URL(`${kernel.endpoint || 'http://127.0.0.1'}${req.url!}`)
  await service.handle(req, res, { principal, requestId, sourceIp: '127.0.0.1', url, body })
}

/** What a service with a model answers; undefined where whoever asks is to get no answer. */
async function modelled(
  kernel: Kernel,
  service: Service,
  head: SignedRequest,
  coming: Buffer | Promise<Buffer>,
  requestId: string,
  signature: Signature | undefined,
): Promise<WireResponse | undefined> {
  const model = apiModel(service.name)!
  const protocol = protocolOf(model, head)
  try {
    const sent = Buffer.isBuffer(coming) ? coming : await coming
    const principal = authenticate(kernel, head, signature, () => sha256(sent))
    if (!principal) throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403)
    const body = head.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
    const { operation, input } = protocol.decode(model, { ...head, body })
    const handler = service.operations[operation]
    if (!handler) throw unserved(model, service.name, operation)
    validateInput(service.name, operation, input)
    kernel.authorize(principal, permissionsOf(service, operation, input))
    const output = await kernel.faults.around(siteOf(service.name, operation, principal, head.headers), () =>
      handler(input, { principal, requestId, sourceIp: '127.0.0.1' }),
    )
    return protocol.encode(model, operation, output, requestId)
  } catch (error) {
    if (error instanceof Unanswered) return undefined
    return protocol.encodeError(model, toAwsError(error), requestId)
  }
}

function unserved(model: ApiModel, service: string, operation: string): AwsError {
  const exists = operation in model.operations || model.known.includes(operation)
  return exists
    ? new AwsError(
        'NotImplemented',
        `${service}:${operation} is not served by the local runtime; see local/SUPPORT.md.`,
        501,
      )
    : new AwsError('UnknownOperationException', `${service} has no operation '${operation}'.`)
}

/** S3 has codes of its own for what is wrong with a signature, and mostly words too. */
const IN_WORDS_OF_S3: Readonly<Record<string, [code: string, message?: string]>> = {
  InvalidSignatureException: [
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  ],
  UnrecognizedClientException: [
    'InvalidAccessKeyId',
    'The AWS Access Key Id you provided does not exist in our records.',
  ],
  ExpiredTokenException: ['ExpiredToken'],
  IncompleteSignatureException: ['AuthorizationHeaderMalformed'],
}

/** An error before the service could be asked, in the form that service's clients read. */
function refusal(service: string, error: AwsError, requestId: string): WireResponse {
  if (service === 'execute-api' && error.status === 413) return gateway(413, 'Request Entity Too Large', requestId)
  if (service === 'execute-api') return gateway(403, 'Forbidden', requestId)
  if (service === 'query') {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`
    return { status: error.status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body }
  }
  if (service === 's3') {
    const [code = error.code, message = error.message] = IN_WORDS_OF_S3[error.code] ?? []
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`
    return { status: error.status, headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId }, body }
  }
  return {
    status: error.status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': requestId },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  }
}

/** A request of the query protocol, to some service that only its signature could have told. */
const isForm = (req: IncomingMessage) =>
  req.method === 'POST' &&
  req.url === '/' &&
  /^application\/x-www-form-urlencoded/.test(req.headers['content-type'] ?? '')

const gateway = (status: number, message: string, requestId: string): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'apigw-requestid': requestId },
  body: JSON.stringify({ message }),
})

function toAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error
  console.error(error)
  return new AwsError('InternalFailure', error instanceof Error ? error.message : String(error), 500)
}

/** By events: an iterator costs more than all else that a small request takes. */
function readBody(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= LARGEST_BODY) return
      req.pause()
      reject(new AwsError('RequestEntityTooLargeException', `The body is larger than ${LARGEST_BODY} bytes.`, 413))
    })
    req.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    req.once('error', reject)
    req.once('close', () => {
      if (!req.complete) reject(brokenOff())
    })
  })
}

/** As a stream says it. */
const brokenOff = () => Object.assign(new Error('the request was broken off'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })

/** A body that is sent together with its head, by one write. */
const COPIED = 16 * 1024

async function send(res: ServerResponse, { status, headers, body }: WireResponse): Promise<void> {
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    res.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
    if (typeof body === 'string' || body.length > COPIED) res.end(body)
    else res.end(body.toString('latin1'), 'latin1')
    return
  }
  res.writeHead(status, headers)
  await pipeline(body, res)
}
