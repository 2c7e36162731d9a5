import type { IncomingMessage } from 'node:http'
import type { HttpCall, Kernel, Principal } from '../kernel/kernel.ts'
import type { Route, Stage } from './api.ts'
import { decode } from './match-route.ts'

export interface RouteRequest {
  req: IncomingMessage
  call: HttpCall
  body: Buffer
  /** Below the API, still percent-encoded; with the stage's name in front unless that is $default. */
  path: string
  stage: Stage
  route: Route
  pathParameters: Record<string, string> | undefined
}

/** The event of payload format 2.0. */
export function requestEvent(kernel: Kernel, request: RouteRequest) {
  const { req, call, body, stage, route, pathParameters } = request
  const { cookie, ...headers } = headersOf(kernel, req, call)
  const rawPath = decode(request.path)
  const query = queryOf(call.url)
  const base64 = body.length > 0 && !isText(headers['content-type'])
  return {
    version: '2.0',
    routeKey: route.RouteKey,
    rawPath,
    rawQueryString: call.url.search.slice(1),
    ...(cookie && { cookies: cookie.split(';').map((part) => part.trim()) }),
    headers,
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: kernel.account,
      apiId: stage.ApiId,
      ...(route.AuthorizationType === 'AWS_IAM' && { authorizer: { iam: iamOf(kernel, req, call.principal!) } }),
      domainName: headers.host,
      domainPrefix: stage.ApiId,
      http: {
        method: req.method!,
        path: rawPath,
        protocol: `HTTP/${req.httpVersion}`,
        sourceIp: call.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: call.requestId,
      routeKey: route.RouteKey,
      stage: stage.StageName,
      time: commonLogTime(kernel.clock.date()),
      timeEpoch: kernel.clock.now(),
    },
    ...(pathParameters && { pathParameters }),
    ...(stage.StageVariables && { stageVariables: stage.StageVariables }),
    ...(body.length > 0 && { body: body.toString(base64 ? 'base64' : 'utf8') }),
    isBase64Encoded: base64,
  }
}

/** Lower-case names; a header that came more than once is joined by commas. */
function headersOf(kernel: Kernel, req: IncomingMessage, call: HttpCall): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let index = 0; index < req.rawHeaders.length; index += 2) {
    const name = req.rawHeaders[index]!.toLowerCase()
    const value = req.rawHeaders[index + 1]!
    headers[name] = name in headers ? `${headers[name]}${name === 'cookie' ? '; ' : ','}${value}` : value
  }
  return {
    ...headers,
    'x-amzn-trace-id': headers['x-amzn-trace-id'] ?? traceId(kernel, call),
    'x-forwarded-for': [headers['x-forwarded-for'], call.sourceIp].filter(Boolean).join(', '),
    'x-forwarded-port': call.url.port,
    'x-forwarded-proto': 'http',
  }
}

function traceId(kernel: Kernel, { requestId }: HttpCall): string {
  const seconds = Math.floor(kernel.clock.now() / 1000).toString(16)
  return `Root=1-${seconds}-${requestId.replaceAll('-', '').slice(0, 24)}`
}

function queryOf(url: URL): Record<string, string> | undefined {
  const query: Record<string, string> = {}
  for (const [name, value] of url.searchParams) query[name] = name in query ? `${query[name]},${value}` : value
  return Object.keys(query).length > 0 ? query : undefined
}

function isText(contentType: string | undefined): boolean {
  if (contentType === undefined) return true
  return /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|javascript)\b)/i.test(contentType)
}

function iamOf(kernel: Kernel, req: IncomingMessage, principal: Principal) {
  const signature = `${req.headers.authorization ?? ''} ${decode(req.url ?? '')}`
  const accessKey = /Credential=([^/]+)\//.exec(signature)?.[1] ?? ''
  const callerId = principal.kind === 'role' ? `${accessKey}:${principal.sessionName}` : kernel.account
  return {
    accessKey,
    accountId: kernel.account,
    callerId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: principal.arn,
    userId: callerId,
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 12/Mar/2020:19:03:58 +0000 */
export function commonLogTime(at: Date): string {
  const day = String(at.getUTCDate()).padStart(2, '0')
  return `${day}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}:${at.toISOString().slice(11, 19)} +0000`
}
