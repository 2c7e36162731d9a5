/** What is known of a call that failed. */
export interface FailedCall {
  name: string
  /** HTTP status of the service. */
  status?: number | undefined
  /** HTTP status of the container behind it, where it answered. */
  originalStatus?: number | undefined
  /** What the socket reported, where nobody answered. */
  code?: string | undefined
}

const passing = new Set([
  'ThrottlingException',
  'TooManyRequestsException',
  'ServiceUnavailable',
  'InternalFailure',
  'InternalDependencyException',
  'ModelNotReadyException',
])
const sockets = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT'])

/**
 * Whether an endpoint that did not answer may well do so a moment later: it was throttled, is starting, or its container
 * failed. An answer that is wrong, and one that takes longer than it may, stays so.
 */
export function isTransient({ name, status = 0, originalStatus, code }: FailedCall): boolean {
  if (originalStatus !== undefined) return originalStatus >= 500 || originalStatus === 429
  return passing.has(name) || sockets.has(code ?? '') || status >= 500 || status === 429
}
