/** How often each limit may be beyond the true value, as probabilities: they are two one-sided limits. */
export interface Errors {
  lower: number
  upper: number
}

/** An estimate between its two limits. */
export interface Interval {
  estimate: number
  lower: number
  upper: number
}
