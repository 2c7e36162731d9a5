import { type Cron, nextCron, parseCron } from './cron.ts'
import { instantOf } from './time-zone.ts'

export type ScheduleExpression =
  /** `local`: the wall-clock time as if it were UTC, epoch ms. */
  { kind: 'at'; local: number } | { kind: 'rate'; every: number } | { kind: 'cron'; cron: Cron }

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** Reads `at(2026-01-31T08:00:00)`, `rate(5 minutes)` or `cron(0 8 ? * MON-FRI *)`. Throws an Error that says what is wrong. */
export function parseScheduleExpression(text: string): ScheduleExpression {
  const [, kind, inner = ''] = /^(at|rate|cron)\((.*)\)$/s.exec(text) ?? []
  switch (kind) {
    case 'at':
      return { kind, local: parseAt(inner) }
    case 'rate':
      return { kind, every: parseRate(inner) }
    case 'cron':
      return { kind, cron: parseCron(inner) }
    default:
      throw new Error(`'${text}' is neither at(...), rate(...) nor cron(...)`)
  }
}

function parseAt(text: string): number {
  const local = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(text))
    throw new Error(`'${text}' is no time of the form yyyy-mm-ddThh:mm:ss`)
  return local
}

function parseRate(text: string): number {
  const [, count = '', unit = '', plural] = /^([1-9]\d*) +(minute|hour|day)(s?)$/.exec(text) ?? []
  if (!unit || (count === '1') !== (plural === ''))
    throw new Error(`'${text}' is no rate such as '1 hour' or '5 minutes'`)
  return Number(count) * UNITS[unit]!
}

export interface Span {
  /** Rates count from here. */
  anchor: number
  zone: string
}

/** The first instant after `after` that an expression names, in epoch ms; undefined when none is left. */
export function nextOccurrence(
  expression: ScheduleExpression,
  after: number,
  { anchor, zone }: Span,
): number | undefined {
  switch (expression.kind) {
    case 'at': {
      const instant = instantOf(zone, expression.local)
      return instant !== undefined && instant > after ? instant : undefined
    }
    case 'rate':
      return anchor + Math.max(0, Math.floor((after - anchor) / expression.every) + 1) * expression.every
    case 'cron':
      return nextCron(expression.cron, after, zone)
  }
}
