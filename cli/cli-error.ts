/** Something the user can act on. `next` says how; `detail` is added to the JSON form. */
export class CliError extends Error {
  readonly next: string | undefined
  readonly detail: Record<string, unknown>
  constructor(
    message: string,
    options: { next?: string; name?: string; detail?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = options.name ?? 'CliError'
    this.next = options.next
    this.detail = options.detail ?? {}
  }
}
