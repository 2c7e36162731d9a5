import { AwsError } from '../kernel/aws-error.ts'

const DEFAULT_SIZE = 100

/** One page of a list, and the token of the next. `maxResults` 0 or none means 100. */
export function page<T>(
  items: readonly T[],
  maxResults: number | undefined,
  token: string | undefined,
): { items: T[]; nextToken?: string } {
  const start =
    token === undefined
      ? 0
      : Number(
          Buffer.from(token, 'base64')
            .toString()
            .match(/^from:(\d+)$/)?.[1] ?? Number.NaN,
        )
  if (Number.isNaN(start)) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'")
  const end = start + (maxResults || DEFAULT_SIZE)
  return {
    items: items.slice(start, end),
    ...(end < items.length && { nextToken: Buffer.from(`from:${end}`).toString('base64') }),
  }
}
