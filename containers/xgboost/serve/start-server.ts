import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { inBaseDir } from '../base-dir.ts'
import { ClientError, failureText } from '../errors.ts'
import { type Model, readModel } from '../model/read-model.ts'
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
  const server = createServer((request, response) => void answer(model, request, response))
  server.keepAliveTimeout = 65_000
  // A container is reached from outside itself; a process that shares its machine's network is told to stay on loopback.
  const port = Number(process.env['SAGEMAKER_BIND_TO_PORT'] ?? 8080)
  server.listen(port, process.env['HOST'] ?? '0.0.0.0', () => {
    const { roots, features } = model.forest
    const port = (server.address() as AddressInfo).port
    console.log(
      `INFO: serving ${model.objective.name}, ${roots.length} trees over ${features} features, on port ${port}`,
    )
  })
  server.on('error', (error) => {
    console.error(`ERROR: ${error.message}`)
    process.exitCode = 1
  })
  const stop = () => {
    server.close()
    server.closeIdleConnections()
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

function loadModel(): Model {
  const path = inBaseDir('model', 'xgboost-model')
  if (!existsSync(path)) throw new ClientError('The model archive has no file xgboost-model at its top.')
  return readModel(readFileSync(path))
}

async function answer(model: Model, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const path = request.url!.split('?')[0]
    if (path === '/ping' && request.method === 'GET') send(response, 200, 'text/plain', '')
    else if (path === '/execution-parameters' && request.method === 'GET') {
      send(response, 200, 'application/json', JSON.stringify(EXECUTION_PARAMETERS))
    } else if (path === '/invocations' && request.method === 'POST') {
      const body = await readBody(request)
      const { 'content-type': contentType = '', accept = '' } = request.headers
      const { type, body: text } = predictRequest(model, contentType, accept, body)
      send(response, 200, type, text)
    } else
      send(
        response,
        404,
        'text/plain',
        `No route ${request.method} ${path}; there is POST /invocations and GET /ping.\n`,
      )
  } catch (error) {
    const status = error instanceof RequestError ? error.status : 500
    if (status === 500) console.error(`ERROR: ${failureText(error)}`)
    send(response, status, 'text/plain; charset=utf-8', `${(error as Error).message}\n`)
  }
}

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

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body)
}
