import type { IncomingMessage } from 'node:http'
import type { CorsConfiguration } from './api.ts'
import type { HttpAnswer } from './map-response.ts'

/** The CORS headers of a response to this origin; none when the API has no such configuration or does not allow it. */
export function corsHeaders(cors: CorsConfiguration | undefined, req: IncomingMessage): Record<string, string> {
  const origin = req.headers.origin
  if (!cors || !origin || !cors.AllowOrigins?.some((allowed) => allowed === '*' || allowed === origin)) return {}
  return {
    'access-control-allow-origin': cors.AllowOrigins.includes('*') && !cors.AllowCredentials ? '*' : origin,
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.ExposeHeaders?.length && { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
  }
}

/** API Gateway answers a preflight itself. */
export function preflight(cors: CorsConfiguration | undefined, req: IncomingMessage): HttpAnswer | undefined {
  if (!cors || req.method !== 'OPTIONS' || !req.headers['access-control-request-method']) return undefined
  return {
    status: 204,
    headers: {
      ...(cors.AllowMethods?.length && { 'access-control-allow-methods': cors.AllowMethods.join(',') }),
      ...(cors.AllowHeaders?.length && { 'access-control-allow-headers': cors.AllowHeaders.join(',') }),
      ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
    },
    body: Buffer.alloc(0),
  }
}
