import { AwsError } from '../kernel/aws-error.ts'

/** How each service says that it is asked too often, where it is not by `ThrottlingException` with status 400. */
const THROTTLED: Record<string, [code: string, status: number]> = {
  s3: ['SlowDown', 503],
  lambda: ['TooManyRequestsException', 429],
  dynamodb: ['ProvisionedThroughputExceededException', 400],
  sqs: ['ThrottlingException', 403],
  scheduler: ['ThrottlingException', 429],
}

/** How each service says that it failed itself, where it is not by `InternalFailure`. */
const BROKEN: Record<string, string> = {
  s3: 'InternalError',
  lambda: 'ServiceException',
  dynamodb: 'InternalServerError',
  scheduler: 'InternalServerException',
}

export function throttled(service: string): AwsError {
  const [code, status] = THROTTLED[service] ?? ['ThrottlingException', 400]
  return new AwsError(code, 'Rate exceeded', status)
}

export function broken(service: string): AwsError {
  return new AwsError(BROKEN[service] ?? 'InternalFailure', 'An internal error occurred.', 500)
}

/** What SageMaker and others say when the account has no more of what an operation would take. */
export function limited(operation: string): AwsError {
  return new AwsError(
    'ResourceLimitExceeded',
    `The account-level service limit for ${operation} is reached. Please contact AWS support to request an increase for this limit.`,
  )
}
