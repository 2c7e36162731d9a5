import { AwsError } from '../kernel/aws-error.ts'

/** A page of a list; the token is where the next one starts. */
export function page<T>(all: readonly T[], token: string | undefined, size: number) {
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString())
  if (!Number.isInteger(from) || from < 0) throw new AwsError('ValidationException', 'The next token is not valid.')
  const to = from + size
  return {
    items: all.slice(from, to),
    NextToken: to < all.length ? Buffer.from(String(to)).toString('base64url') : undefined,
  }
}
