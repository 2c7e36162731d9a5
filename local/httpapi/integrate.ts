import type { Clock } from '../clock/clock.ts'
import type { Kernel, Principal } from '../kernel/kernel.ts'
import { apiParts, type Integration } from './api.ts'
import { type HttpAnswer, mapResponse, messageAnswer } from './map-response.ts'
import { type RouteRequest, requestEvent } from './request-event.ts'

export interface Integrated {
  answer: HttpAnswer
  /** Milliseconds that the function took. */
  latency: number
  error?: string
}

/** Invokes the function behind a route, as API Gateway, and turns its result into the response. */
export async function integrate(kernel: Kernel, limit: Limit, request: RouteRequest): Promise<Integrated> {
  const { route, stage } = request
  const id = route.Target?.replace('integrations/', '')
  const integration = apiParts(kernel).integrations.get(`${stage.ApiId}/${id}`)
  const started = kernel.clock.measure()
  const end = (answer: HttpAnswer, error?: string) => ({ answer, latency: kernel.clock.measure() - started, error })
  if (!integration)
    return end(messageAnswer(500, 'Internal Server Error'), `route ${route.RouteKey} has no integration`)
  try {
    const output = await within(limit, integration.TimeoutInMillis, invoke(kernel, request, integration))
    if (!output) return end(messageAnswer(503, 'Service Unavailable'), 'Integration timed out')
    const answer = output.FunctionError ? undefined : mapResponse(output.Payload.toString())
    if (answer) return end(answer)
    return end(
      messageAnswer(500, 'Internal Server Error'),
      output.FunctionError ?? 'Malformed response of the function',
    )
  } catch (error) {
    return end(answerTo((error as { code?: string }).code), String(error))
  }
}

/** What a client gets when Lambda does not take the request. */
function answerTo(code: string | undefined): HttpAnswer {
  if (code === 'TooManyRequestsException') return messageAnswer(503, 'Service Unavailable')
  if (code === 'RequestEntityTooLargeException') return messageAnswer(413, 'Request Entity Too Large')
  return messageAnswer(500, 'Internal Server Error')
}

function invoke(kernel: Kernel, request: RouteRequest, { IntegrationUri }: Integration): Promise<any> {
  const { route, stage, req } = request
  const service = 'apigateway.amazonaws.com'
  const path = route.RouteKey === '$default' ? '/$default' : route.RouteKey.split(' ')[1]
  const principal: Principal = {
    kind: 'service',
    arn: service,
    service,
    sourceArn: kernel.arn('execute-api', `${stage.ApiId}/${stage.StageName}/${req.method}${path}`),
  }
  const FunctionName = /functions\/(.+)\/invocations$/.exec(IntegrationUri)?.[1] ?? IntegrationUri
  const Payload = Buffer.from(JSON.stringify(requestEvent(kernel, request)))
  return kernel.call('lambda', 'Invoke', { FunctionName, Payload }, principal)
}

/** Calls `fn` after `ms`; returns what cancels that. */
export type Limit = (ms: number, fn: () => void) => () => void

/** A real function is running. */
export const inMachinesTime: Limit = (ms, fn) => {
  const timer = setTimeout(fn, ms)
  return () => clearTimeout(timer)
}

/** A function of this thread takes none of the machine's time, however long this one takes to get to it. */
export const inRuntimesTime =
  (clock: Clock): Limit =>
  (ms, fn) => {
    const timer = clock.after(ms, fn)
    return () => timer.cancel()
  }

async function within<T>(limit: Limit, ms: number, work: Promise<T>): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const cancel = limit(ms, () => resolve(undefined))
  try {
    return await Promise.race([work, promise])
  } finally {
    cancel()
  }
}
