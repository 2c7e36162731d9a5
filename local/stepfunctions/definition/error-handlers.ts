import type { Diagnostics } from './diagnostics.ts'
import type { Catcher, Retrier, Transition } from './states.ts'

const RETRIER_FIELDS = new Set([
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
])

export function readRetriers(raw: unknown, at: string, diagnostics: Diagnostics): Retrier[] {
  return list(raw, 'Retry', at, diagnostics).map((retrier, index) => {
    const where = `${at}/Retry[${index}]`
    for (const field of Object.keys(retrier))
      if (!RETRIER_FIELDS.has(field)) diagnostics.schema(`Field is not supported: '${field}'`, where)
    const number = (field: string, low: number, high: number, fallback: number, whole = true) => {
      const value = retrier[field] ?? fallback
      if (typeof value !== 'number' || value < low || value > high || (whole && !Number.isInteger(value)))
        diagnostics.schema(`'${field}' must be a${whole ? ' whole' : ''} number from ${low} to ${high}`, where)
      return value
    }
    if (retrier.JitterStrategy !== undefined && !['FULL', 'NONE'].includes(retrier.JitterStrategy))
      diagnostics.schema("'JitterStrategy' must be one of [FULL, NONE]", where)
    return {
      errorEquals: retrier.ErrorEquals ?? [],
      intervalSeconds: number('IntervalSeconds', 1, 99_999_999, 1),
      maxAttempts: number('MaxAttempts', 0, 99_999_999, 3),
      backoffRate: number('BackoffRate', 1, Number.MAX_VALUE, 2, false),
      maxDelaySeconds:
        retrier.MaxDelaySeconds === undefined ? Number.POSITIVE_INFINITY : number('MaxDelaySeconds', 1, 31_622_400, 1),
      jitter: retrier.JitterStrategy === 'FULL',
    }
  })
}

export function readCatchers(
  raw: unknown,
  at: string,
  diagnostics: Diagnostics,
  transition: (catcher: any, at: string) => Transition,
): Catcher[] {
  return list(raw, 'Catch', at, diagnostics).map((catcher, index) => {
    const where = `${at}/Catch[${index}]`
    if (catcher.ResultPath !== undefined)
      diagnostics.schema("The field 'ResultPath' is JSONPath, which a JSONata state cannot hold", where)
    return { errorEquals: catcher.ErrorEquals ?? [], ...transition(catcher, where) }
  })
}

/** The handlers, each with its ErrorEquals checked: not empty, and States.ALL alone in the last one. */
function list(raw: unknown, field: string, at: string, diagnostics: Diagnostics): any[] {
  if (raw === undefined) return []
  if (!Array.isArray(raw)) {
    diagnostics.schema(`'${field}' must be an array`, at)
    return []
  }
  raw.forEach((handler, index) => {
    const names = handler?.ErrorEquals
    const where = `${at}/${field}[${index}]`
    if (!Array.isArray(names) || names.length === 0)
      diagnostics.schema("'ErrorEquals' must be a non-empty array", where)
    else if (names.includes('States.ALL') && (names.length > 1 || index < raw.length - 1))
      diagnostics.schema("'States.ALL' must stand alone, in the last of the handlers", where)
  })
  return raw.filter((handler) => typeof handler === 'object' && handler !== null)
}
