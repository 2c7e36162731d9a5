/** What one side of an exchange said. */
export interface Said {
  body: Buffer
  contentType: string | undefined
}

/** A request and its answer as they may be captured. */
export interface CapturedExchange {
  input: Said
  output: Said
  inferenceId?: string | undefined
  customAttributes?: string | undefined
  /** A copy of a request, answered by a shadow variant. */
  shadow?: boolean
}
