import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { HttpCall, HttpService, Kernel } from '../kernel/kernel.ts'
import { apiParts, ofApi, type Route, type Stage } from './api.ts'
import { preflight, withCors } from './cors.ts'
import { type Integrated, inMachinesTime, inRuntimesTime, integrate, type Limit } from './integrate.ts'
import { messageAnswer } from './map-response.ts'
import { matchRoute } from './match-route.ts'
import { recordRequest } from './record-request.ts'
import { Throttle } from './throttle.ts'

export { createApiGateway } from './management.ts'

const MAX_BODY_BYTES = 10 * 1024 * 1024
/** Of the request line and the values of the headers. */
const MAX_HEAD_BYTES = 10_240

/** The HTTP APIs of API Gateway, at `/_api/<api>/<path>`: IAM authorisation and Lambda proxy integrations. */
export function createHttpApi(kernel: Kernel, { inline = false }: { inline?: boolean | undefined } = {}): HttpService {
  const parts = apiParts(kernel)
  const throttle = new Throttle(kernel.clock)
  const limit = inline ? inRuntimesTime(kernel.clock) : inMachinesTime

  return {
    name: 'execute-api',
    operations: {},
    async handle(req, res, call) {
      const started = kernel.clock.measure()
      const [apiId, ...rest] = call.url.pathname.split('/').slice(2)
      const path = `/${rest.join('/')}`
      const api = parts.apis.get(apiId!)
      const stage = api && !api.DisableExecuteApiEndpoint && stageOf([...ofApi(parts.stages, api.ApiId)], path)
      const cors = api?.CorsConfiguration
      if (headBytes(req, call) > MAX_HEAD_BYTES)
        return send(res, call, messageAnswer(431, 'Request Header Fields Too Large'))
      const preflighted = stage && preflight(cors, req)
      const answered: Answered = preflighted
        ? { answer: preflighted }
        : stage
          ? await route(kernel, limit, throttle, req, call, stage, path)
          : { answer: messageAnswer(404, 'Not Found') }
      if (!preflighted) answered.answer = withCors(cors, req, answered.answer)
      send(res, call, answered.answer)
      if (stage) {
        const { latency: integrationLatency, ...facts } = answered
        recordRequest(kernel, {
          ...facts,
          req,
          call,
          stage,
          path,
          latency: kernel.clock.measure() - started,
          integrationLatency,
        })
      }
    },
  }
}

/** The address as it is on AWS, where the API is the host and not the beginning of the path. */
function headBytes({ method, rawHeaders }: IncomingMessage, { url }: HttpCall): number {
  const path = `/${url.pathname.split('/').slice(3).join('/')}${url.search}`
  const values = rawHeaders.filter((_, index) => index % 2 === 1)
  return [`${method} ${path} HTTP/1.1`, ...values].reduce((sum, text) => sum + Buffer.byteLength(text, 'latin1'), 0)
}

type Answered = Omit<Integrated, 'latency'> & { latency?: number; routeKey?: string }

async function route(
  kernel: Kernel,
  limit: Limit,
  throttle: Throttle,
  req: IncomingMessage,
  call: HttpCall,
  stage: Stage,
  path: string,
): Promise<Answered> {
  const body = call.body ?? (await buffer(req))
  if (body.length > MAX_BODY_BYTES) return { answer: messageAnswer(413, 'Request Entity Too Large') }
  const below = stage.StageName === '$default' ? path : path.slice(stage.StageName.length + 1) || '/'
  const match = matchRoute(ofApi(apiParts(kernel).routes, stage.ApiId), req.method!, below)
  if (!match) return { answer: messageAnswer(404, 'Not Found') }
  const routeKey = match.route.RouteKey
  if (!mayInvoke(kernel, call, match.route, stage, `${req.method}${below}`))
    return { answer: messageAnswer(403, 'Forbidden'), routeKey }
  if (!throttle.admits(stage, routeKey)) return { answer: messageAnswer(429, 'Too Many Requests'), routeKey }
  return { ...(await integrate(kernel, limit, { req, call, body, path, stage, ...match })), routeKey }
}

function mayInvoke(kernel: Kernel, call: HttpCall, route: Route, stage: Stage, methodAndPath: string): boolean {
  if (route.AuthorizationType === 'NONE') return true
  if (!call.principal) return false
  const resource = kernel.arn('execute-api', `${stage.ApiId}/${stage.StageName}/${methodAndPath}`)
  try {
    kernel.authorize(call.principal, [{ action: 'execute-api:Invoke', resource }])
    return true
  } catch {
    return false
  }
}

/** A named stage is the first segment of the path; $default takes the rest. */
function stageOf(stages: Stage[], path: string): Stage | undefined {
  const first = path.split('/')[1]
  const named = (name: string | undefined) => stages.find(({ StageName }) => StageName === name)
  return named(first) ?? named('$default')
}

function send(res: ServerResponse, call: HttpCall, { status, headers, body }: Integrated['answer']): void {
  const length = status === 204 ? {} : { 'content-length': body.length }
  res.writeHead(status, { ...headers, ...length, 'apigw-requestid': call.requestId }).end(body)
}
