import type { AwsError } from '../kernel/aws-error.ts'

const NO_PERMISSION = /^AccessDenied|^NotAuthorized|^AuthorizationError$|^KMSAccessDenied/
const MISSING = /NotFound|DoesNotExist|NonExistent/
const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/

/** What a retry cannot cure: a missing permission, a missing target, an input that the target refuses. */
export function isPermanent(error: AwsError): boolean {
  return error.status < 500 && !THROTTLED.test(error.code)
}

/** The ERROR_CODE that EventBridge writes on a dead letter. */
export function deadLetterCode(error: AwsError): string {
  if (NO_PERMISSION.test(error.code)) return 'NO_PERMISSIONS'
  if (MISSING.test(error.code)) return 'NO_RESOURCE'
  if (THROTTLED.test(error.code)) return 'THROTTLING'
  return error.status < 500 ? 'INVALID_PARAMETER' : 'ERROR_FROM_TARGET'
}
