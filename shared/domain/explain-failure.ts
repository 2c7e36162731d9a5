/** What a machine caught: the error's name and its cause, which may be JSON within JSON. */
export interface CaughtFailure {
  step: string
  error: string
  cause?: string
}

export interface ExplainedFailure {
  error: string
  /** One sentence for a reader. */
  reason: string
  /** The data or the manifest is at fault, and not the machinery. */
  refused: boolean
  /** The service was at fault; the same again may succeed. */
  transient: boolean
}

/** Errors by which our own functions refuse. */
const refusals = new Set([
  'PlanRefused',
  'DataRefused',
  'ManifestInvalid',
  'ScoringRefused',
  'JudgedWorse',
  'HookVetoed',
])
const services = /\b(CapacityError|InternalServerError|InsufficientInstanceCapacity)\b/
const deepest = 5

/** Digs the readable reason out of what Step Functions wraps around it. */
export function explainFailure({ step, error, cause = '' }: CaughtFailure): ExplainedFailure {
  const told = unwrap({ error, cause }, deepest)
  const reason = told.reason.trim() || `${told.error} without a message`
  return {
    error: told.error,
    reason: refusals.has(told.error) || told.refused ? reason : `${step}: ${reason}`,
    refused: refusals.has(told.error) || told.refused,
    transient: services.test(reason),
  }
}

/** The words within a cause; a text that is no JSON is its own. */
export function readableCause(cause: string): string {
  return unwrap({ error: '', cause }, deepest).reason || cause
}

interface Told {
  error: string
  reason: string
  refused: boolean
}

function unwrap({ error, cause }: { error: string; cause: string }, depth: number): Told {
  const parsed = depth > 0 ? objectIn(cause) : undefined
  if (!parsed) return { error, reason: cause, refused: false }
  // A Processing container's own words: bad data is the one thing that it puts there.
  const { ExitMessage, FailureReason, errorType, errorMessage, Cause, Error: inner } = parsed
  if (isText(ExitMessage)) return { error, reason: ExitMessage, refused: true }
  if (isText(FailureReason)) return { error, reason: FailureReason, refused: false }
  if (isText(errorMessage))
    return unwrap({ error: isText(errorType) ? errorType : error, cause: errorMessage }, depth - 1)
  if (isText(Cause)) return unwrap({ error: isText(inner) ? inner : error, cause: Cause }, depth - 1)
  if (isText(inner)) return { error: inner, reason: '', refused: false }
  const status = Object.entries(parsed).find(([name]) => name.endsWith('JobStatus'))
  return { error, reason: status ? `the job ended as ${String(status[1])}` : cause, refused: false }
}

function objectIn(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}
