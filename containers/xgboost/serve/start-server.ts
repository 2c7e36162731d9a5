import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { availableParallelism } from 'node:os'
import { inBaseDir } from '../base-dir.ts'
import { ClientError, failureText } from '../errors.ts'
import { type Model, readModel } from '../model/read-model.ts'
import { type PlainRequest, PlainServer, type Reply } from './plain-requests.ts'
import { predictRequest, RequestError } from './predict-request.ts'

const LARGEST_BODY = 100 << 20

/** Serves /ping, /invocations and /execution-parameters on SAGEMAKER_BIND_TO_PORT until SIGTERM. */
export function startServer(): void {
  let model: Model
  try {
    model = loadModel()
  } catch (error) {
    console.error(`ERROR: ${failureText(error)}`)
    process.exitCode = 1
    return
  }
  const server = createServer((request, response) => void answerStream(model, request, response))
  server.keepAliveTimeout = 65_000
  const plain = new PlainServer(server, (request) => reply(model, request))
  // A container is reached from outside itself; a process that shares its machine's network is told to stay on loopback.
  plain.listen(
    Number(process.env['SAGEMAKER_BIND_TO_PORT'] ?? 8080),
    process.env['HOST'] ?? '0.0.0.0',
    (port) => {
      const { roots, features } = model.forest
      const what = `${model.objective.name}, ${roots.length} trees over ${features} features`
      console.log(`INFO: serving ${what}, on port ${port}`)
    },
    (error) => {
      console.error(`ERROR: ${error.message}`)
      process.exitCode = 1
    },
  )
  process.once('SIGTERM', () => plain.stop())
  process.once('SIGINT', () => plain.stop())
}

function loadModel(): Model {
  const path = inBaseDir('model', 'xgboost-model')
  if (!existsSync(path)) throw new ClientError('The model archive has no file xgboost-model at its top.')
  return readModel(readFileSync(path))
}

/** What node:http has read: bodies of any size, in any encoding of HTTP. */
async function answerStream(model: Model, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { 'content-type': contentType = '', accept = '' } = request.headers
  const asked = { method: request.method!, path: request.url!.split('?')[0]!, contentType, accept }
  const { status, type, headers, body } = await readBody(request).then(
    (body) => reply(model, { ...asked, body }),
    (error) => failed(error),
  )
  response.writeHead(status, { 'content-type': type, ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}

function reply(model: Model, { method, path, contentType, accept, body }: PlainRequest): Reply {
  try {
    if (path === '/ping' && method === 'GET') return { status: 200, type: 'text/plain', headers: PIPELINING, body: '' }
    if (path === '/execution-parameters' && method === 'GET')
      return { status: 200, type: 'application/json', body: JSON.stringify(EXECUTION_PARAMETERS) }
    if (path === '/invocations' && method === 'POST')
      return { status: 200, ...predictRequest(model, contentType, accept, body) }
    const routes = 'there is POST /invocations and GET /ping'
    return { status: 404, type: 'text/plain', body: `No route ${method} ${path}; ${routes}.\n` }
  } catch (error) {
    return failed(error as Error)
  }
}

function failed(error: Error): Reply {
  const status = error instanceof RequestError ? error.status : 500
  if (status === 500) console.error(`ERROR: ${failureText(error)}`)
  return { status, type: 'text/plain; charset=utf-8', body: `${error.message}\n` }
}

/** Tells who asks that so many requests may be sent on one connection before the first is answered. */
const PIPELINING = { 'x-pipelining': '64' }

/** What a Transform job asks for before it sends data. */
const EXECUTION_PARAMETERS = {
  MaxConcurrentTransforms: availableParallelism(),
  BatchStrategy: 'MULTI_RECORD',
  MaxPayloadInMB: 6,
}

/** By events: an iterator costs more than a prediction. */
function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= LARGEST_BODY) return
      request.pause()
      reject(new RequestError(413, `The request body is larger than ${LARGEST_BODY} bytes.`))
    })
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    request.once('error', reject)
  })
}
