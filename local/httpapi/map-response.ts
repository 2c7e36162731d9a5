export interface HttpAnswer {
  status: number
  headers: Record<string, string | string[]>
  body: Buffer
}

/** What a function returned, as the HTTP response of payload format 2.0; undefined when it is none. */
export function mapResponse(payload: string): HttpAnswer | undefined {
  const result = JSON.parse(payload)
  if (result === null || typeof result !== 'object' || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : payload
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) }
  }
  const status = Number(result.statusCode)
  const { body = '' } = result
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined
  if (typeof body !== 'string') return undefined
  const headers: HttpAnswer['headers'] = { 'content-type': 'text/plain; charset=utf-8' }
  for (const [name, value] of Object.entries(result.headers ?? {})) headers[name.toLowerCase()] = String(value)
  if (Array.isArray(result.cookies)) headers['set-cookie'] = result.cookies.map(String)
  return { status, headers, body: Buffer.from(body, result.isBase64Encoded ? 'base64' : 'utf8') }
}

export const messageAnswer = (status: number, message: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ message })),
})
