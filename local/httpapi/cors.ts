import type { IncomingMessage } from 'node:http'
import type { CorsConfiguration } from './api.ts'
import type { HttpAnswer } from './map-response.ts'

/** An API with a CORS configuration answers with its own headers alone: those of the function are dropped. */
export function withCors(cors: CorsConfiguration | undefined, req: IncomingMessage, answer: HttpAnswer): HttpAnswer {
  if (!cors) return answer
  const kept = Object.entries(answer.headers).filter(([name]) => !name.startsWith('access-control-'))
  return { ...answer, headers: { ...Object.fromEntries(kept), ...corsHeaders(cors, req) } }
}

/** API Gateway answers a preflight itself, before any route is looked for. */
export function preflight(cors: CorsConfiguration | undefined, req: IncomingMessage): HttpAnswer | undefined {
  if (!cors || req.method !== 'OPTIONS' || !req.headers['access-control-request-method']) return undefined
  const headers = isAllowed(cors, req.headers.origin) ? { ...corsHeaders(cors, req), ...preflightHeaders(cors) } : {}
  return { status: 204, headers, body: Buffer.alloc(0) }
}

function corsHeaders(cors: CorsConfiguration, req: IncomingMessage): Record<string, string> {
  const { origin } = req.headers
  if (!isAllowed(cors, origin)) return {}
  return {
    'access-control-allow-origin': cors.AllowOrigins!.includes('*') && !cors.AllowCredentials ? '*' : origin!,
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.ExposeHeaders?.length && { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
  }
}

const preflightHeaders = (cors: CorsConfiguration): Record<string, string> => ({
  ...(cors.AllowMethods?.length && { 'access-control-allow-methods': cors.AllowMethods.join(',') }),
  ...(cors.AllowHeaders?.length && { 'access-control-allow-headers': cors.AllowHeaders.join(',') }),
  ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
})

/** Origins are given whole, as `*`, or as `https://*` for every one of a scheme. */
function isAllowed(cors: CorsConfiguration, origin: string | undefined): boolean {
  if (!origin) return false
  return Boolean(
    cors.AllowOrigins?.some(
      (allowed) =>
        allowed === '*' || allowed === origin || (allowed.endsWith('://*') && origin.startsWith(allowed.slice(0, -1))),
    ),
  )
}
