import { text as readText } from 'node:stream/consumers'

/** A service's answer as an optimised integration hands it on: times are milliseconds, absent members are left out. */
export function toTaskJson(value: any): any {
  if (value instanceof Date) return value.getTime()
  if (Buffer.isBuffer(value)) return value.toString('base64')
  if (Array.isArray(value)) return value.map(toTaskJson)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === undefined || item === null ? [] : [[key, toTaskJson(item)]],
    ),
  )
}

/** What Step Functions adds to the answer of an optimised integration. */
export const withMetadata = (output: any, requestId: string, headers: Record<string, string>, status = 200) => ({
  ...toTaskJson(output),
  SdkHttpMetadata: {
    AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    HttpHeaders: headers,
    HttpStatusCode: status,
  },
  SdkResponseMetadata: { RequestId: requestId },
})

/** Text as it is; anything else as JSON. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** A blob of an answer as text, whether it came whole or as a stream. */
export async function blobText(value: any): Promise<string> {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? Buffer.from(value).toString() : readText(value)
}
