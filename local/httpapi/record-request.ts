import type { IncomingMessage } from 'node:http'
import type { HttpCall, Kernel } from '../kernel/kernel.ts'
import type { Stage } from './api.ts'
import type { HttpAnswer } from './map-response.ts'
import { commonLogTime } from './request-event.ts'
import { settingsOf } from './throttle.ts'

export interface Handled {
  req: IncomingMessage
  call: HttpCall
  stage: Stage
  path: string
  routeKey?: string
  answer: HttpAnswer
  /** Milliseconds. */
  latency: number
  integrationLatency?: number
  error?: string
}

/** Counts a request, and writes the stage's access log where one is configured. */
export function recordRequest(kernel: Kernel, handled: Handled): void {
  const { stage, answer } = handled
  const { ApiId, StageName } = stage
  const all: Record<string, string>[] = [{ ApiId }, { ApiId, Stage: StageName }]
  if (handled.routeKey && settingsOf(stage, handled.routeKey).DetailedMetricsEnabled) {
    const [Method = '', Resource = Method] = handled.routeKey.split(' ')
    all.push({ ApiId, Stage: StageName, Method, Resource })
  }
  const count = (name: string, value: number, unit: string) => {
    for (const dimensions of all) kernel.metric({ namespace: 'AWS/ApiGateway', name, dimensions, value, unit })
  }
  count('Count', 1, 'Count')
  count('4xx', answer.status >= 400 && answer.status < 500 ? 1 : 0, 'Count')
  count('5xx', answer.status >= 500 ? 1 : 0, 'Count')
  count('DataProcessed', answer.body.length, 'Bytes')
  count('Latency', handled.latency, 'Milliseconds')
  if (handled.integrationLatency !== undefined) count('IntegrationLatency', handled.integrationLatency, 'Milliseconds')

  const { DestinationArn, Format } = stage.AccessLogSettings ?? {}
  const group = DestinationArn && /log-group:([^:]+)/.exec(DestinationArn)?.[1]
  if (!group || !Format) return
  const facts = contextVariables(kernel, handled)
  const line = Format.replace(/\$context\.([\w.]+)/g, (_, name: string) => String(facts[name] ?? '-'))
  kernel.log(group, `${ApiId}-${StageName}`, line)
}

function contextVariables(kernel: Kernel, handled: Handled): Record<string, unknown> {
  const { req, call, stage, answer } = handled
  return {
    accountId: kernel.account,
    apiId: stage.ApiId,
    stage: stage.StageName,
    domainName: req.headers.host,
    'error.message': handled.error,
    'error.messageString': handled.error && JSON.stringify(handled.error),
    extendedRequestId: call.requestId,
    httpMethod: req.method,
    'identity.caller': call.principal?.arn,
    'identity.sourceIp': call.sourceIp,
    'identity.userArn': call.principal?.arn,
    'identity.userAgent': req.headers['user-agent'],
    'integration.error': handled.error,
    'integration.latency': handled.integrationLatency && Math.round(handled.integrationLatency),
    integrationErrorMessage: handled.error,
    integrationLatency: handled.integrationLatency && Math.round(handled.integrationLatency),
    path: handled.path,
    protocol: `HTTP/${req.httpVersion}`,
    requestId: call.requestId,
    requestTime: commonLogTime(kernel.clock.date()),
    requestTimeEpoch: kernel.clock.now(),
    responseLatency: Math.round(handled.latency),
    responseLength: answer.body.length,
    routeKey: handled.routeKey,
    status: answer.status,
  }
}
