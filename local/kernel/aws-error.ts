/** An error as an AWS service answers it. `code` is what a client matches on. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  /** Further members of the error's body, such as ModelError's OriginalStatusCode. */
  readonly members: Record<string, unknown>

  constructor(code: string, message: string, status = 400, members: Record<string, unknown> = {}) {
    super(message)
    this.name = code
    this.code = code
    this.status = status
    this.members = members
  }
}
