import { AwsError } from '../../kernel/aws-error.ts'

/** Ends a job, or the start of an endpoint, as Failed; the message becomes the FailureReason. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure'
  /** What the container left in its message file, where there is such a file. */
  readonly exitMessage: string | undefined

  constructor(reason: string, exitMessage?: string) {
    super(reason.slice(0, 1024))
    this.exitMessage = exitMessage
  }
}

/** What is said of a job that ended by an error nobody foresaw: the platform's fault, not the user's. */
export function reasonOf(error: unknown): string {
  if (error instanceof JobFailure) return error.message
  if (error instanceof AwsError) return `ClientError: ${error.code}: ${error.message}`.slice(0, 1024)
  return `InternalServerError: ${error instanceof Error ? error.message : String(error)}`.slice(0, 1024)
}
