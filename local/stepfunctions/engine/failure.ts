/** What went wrong in a state: `error` is the name that Retry and Catch match. */
export class StateFailure extends Error {
  readonly error: string
  readonly reason: string | undefined
  /** Further names that match it, such as States.HeartbeatTimeout for a States.Timeout. */
  readonly aliases: readonly string[]

  constructor(error: string, cause?: string, aliases: readonly string[] = []) {
    super(`${error}: ${cause ?? ''}`)
    this.error = error.slice(0, 256)
    this.reason = cause?.slice(0, 32_768)
    this.aliases = aliases
  }

  /** As `$states.errorOutput` shows it. */
  get output(): { Error: string | null; Cause: string | null } {
    // A timeout has an empty cause; a failure that was sent without one has none.
    return { Error: this.error || null, Cause: this.reason ?? (this.error === 'States.Timeout' ? '' : null) }
  }
}

/** A JSONata expression, or the value it gave, that its field cannot take. */
export class QueryFailure extends Error {
  /** The path of the field, e.g. `Arguments/FunctionName`. */
  readonly location: string | undefined
  /** Whether the value was fine in itself, and only carrying the state out showed that it is not. */
  readonly late: boolean

  constructor(message: string, location?: string, late = false) {
    super(message)
    this.location = location
    this.late = late
  }
}

/** Why a branch stops without an outcome of its own. */
export class Interrupted extends Error {
  readonly by: 'stop' | 'sibling' | 'timeout' | 'limit' | 'shutdown'

  constructor(by: Interrupted['by']) {
    super(`interrupted by ${by}`)
    this.by = by
  }
}

export const dataLimitExceeded = (what: string) =>
  new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  )
