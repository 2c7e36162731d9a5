import type { Manifest, MetricName } from '#shared/manifest/manifest.ts'
import type { Metrics } from './ledger-items.ts'

/** Metrics over the rows of the hold-out that share one value of a slice column. */
interface SliceMetrics {
  column: string
  value: string
  rows: number
  metrics: Metrics
}

/** What the evaluation function computed from the hold-out's labels and the Transform job's answers. */
export interface Evaluation {
  rows: number
  metrics: Metrics
  slices: SliceMetrics[]
}

/** The champion's score on the same hold-out, or why there is none. */
export type ChampionEvaluation =
  | { comparable: true; version: number; metrics: Metrics }
  | { comparable: false; why: string }

interface Check {
  /** `auc`, or `auc where origin = ORD`. */
  what: string
  metric: MetricName
  rule: 'atLeast' | 'atMost' | 'worseThanChampionBy'
  limit: number
  value?: number
  champion?: number
  outcome: 'pass' | 'fail' | 'skipped'
  reason: string
}

export interface Verdict {
  verdict: 'pass' | 'fail'
  reason: string
  checks: Check[]
}

export interface JudgeFacts {
  policy: Manifest['evaluate']
  evaluation: Evaluation
  champion: ChampionEvaluation
}

/** The verdict on a candidate. It fails when any check fails; a check that cannot be made says why it is skipped. */
export function judgeModel({ policy, evaluation, champion }: JudgeFacts): Verdict {
  const checks = [
    ...policy.metrics.flatMap((rule) => overall(rule, evaluation.metrics, champion)),
    ...policy.slices.flatMap((slice) => bySlice(slice, evaluation.slices)),
  ]
  const failed = checks.filter(({ outcome }) => outcome === 'fail')
  if (failed.length > 0) return { verdict: 'fail', reason: failed.map(({ reason }) => reason).join('; '), checks }
  const passed = checks.filter(({ outcome }) => outcome === 'pass').length
  const reason = checks.length === 0 ? 'the manifest sets no threshold' : summary(passed, checks.length - passed)
  return { verdict: 'pass', reason, checks }
}

function summary(passed: number, skipped: number): string {
  const made = passed === 1 ? '1 check passed' : `${passed} checks passed`
  return skipped === 0 ? made : `${made}, ${skipped} could not be made`
}

type MetricRule = Manifest['evaluate']['metrics'][number]
type SliceRule = Manifest['evaluate']['slices'][number]

/** Metrics of which more is better; of the others less is. */
const moreIsBetter: ReadonlySet<MetricName> = new Set<MetricName>(['auc', 'accuracy', 'f1'])

/** Differences of decimals, such as 0.7 - 0.695, miss their mark by some 1e-16; a threshold must not turn on that. */
const tolerance = 1e-9

function overall(rule: MetricRule, metrics: Metrics, champion: ChampionEvaluation): Check[] {
  const { name, worseThanChampionBy } = rule
  const checks = bounded(rule, name, metrics[name])
  if (worseThanChampionBy !== undefined) checks.push(compared(name, worseThanChampionBy, metrics[name], champion))
  return checks
}

function bounded(
  rule: Pick<MetricRule, 'name' | 'atLeast' | 'atMost'>,
  what: string,
  value: number | undefined,
): Check[] {
  const checks: Check[] = []
  for (const kind of ['atLeast', 'atMost'] as const) {
    const limit = rule[kind]
    if (limit === undefined) continue
    const check = { what, metric: rule.name, rule: kind, limit }
    if (value === undefined || !Number.isFinite(value)) {
      checks.push({ ...check, outcome: 'fail', reason: `${what} could not be computed` })
      continue
    }
    const short = kind === 'atLeast' ? limit - value : value - limit
    const outcome = short <= 0 ? 'pass' : 'fail'
    const side = kind === 'atLeast' ? 'least' : 'most'
    const verb = outcome === 'pass' ? 'and may be' : 'but must be'
    checks.push({ ...check, value, outcome, reason: `${what} is ${shown(value)} ${verb} at ${side} ${limit}` })
  }
  return checks
}

function compared(metric: MetricName, limit: number, value: number | undefined, champion: ChampionEvaluation): Check {
  const check = { what: metric, metric, rule: 'worseThanChampionBy' as const, limit }
  if (!champion.comparable) return { ...check, outcome: 'skipped', reason: `not compared: ${champion.why}` }
  const theirs = champion.metrics[metric]
  if (theirs === undefined || !Number.isFinite(theirs)) {
    return {
      ...check,
      outcome: 'skipped',
      reason: `not compared: ${metric} of version ${champion.version} is not known`,
    }
  }
  if (value === undefined || !Number.isFinite(value)) {
    return { ...check, champion: theirs, outcome: 'fail', reason: `${metric} could not be computed` }
  }
  const worseBy = moreIsBetter.has(metric) ? theirs - value : value - theirs
  const outcome = worseBy - limit <= tolerance ? 'pass' : 'fail'
  const against = `${metric} is ${shown(value)}, ${relation(worseBy)} version ${champion.version} with ${shown(theirs)}`
  const reason = outcome === 'pass' ? against : `${against}; at most ${limit} is allowed`
  return { ...check, value, champion: theirs, outcome, reason }
}

function relation(worseBy: number): string {
  if (Math.abs(worseBy) <= tolerance) return 'the same as'
  return worseBy > 0 ? `worse by ${shown(worseBy)} than` : `better by ${shown(-worseBy)} than`
}

/** One check per threshold over all slices of a column, told by the slice that fares worst; small slices are left out. */
function bySlice({ column, minRows, metrics }: SliceRule, evaluated: SliceMetrics[]): Check[] {
  const ofColumn = evaluated.filter((slice) => slice.column === column)
  const large = ofColumn.filter(({ rows }) => rows >= minRows)
  return metrics.flatMap((rule) => {
    const perSlice = large.map(({ value, metrics: measured }) => {
      return bounded(rule, `${rule.name} where ${column} = ${value}`, measured[rule.name])
    })
    return (['atLeast', 'atMost'] as const).flatMap((kind) => {
      const limit = rule[kind]
      if (limit === undefined) return []
      const checks = perSlice.flat().filter((check) => check.rule === kind)
      if (checks.length > 0) return [worstOf(checks, kind)]
      const what = `${rule.name} by ${column}`
      const reason = `none of the ${ofColumn.length} slices of ${column} has ${minRows} rows`
      return [{ what, metric: rule.name, rule: kind, limit, outcome: 'skipped' as const, reason }]
    })
  })
}

function worstOf(checks: Check[], kind: 'atLeast' | 'atMost'): Check {
  const badness = ({ value }: Check) =>
    value === undefined ? Number.POSITIVE_INFINITY : kind === 'atLeast' ? -value : value
  const worst = checks.reduce((worse, check) => (badness(check) > badness(worse) ? check : worse))
  const failed = checks.filter(({ outcome }) => outcome === 'fail').length
  const others = failed > 1 ? `, and ${failed - 1} more slices fail` : ''
  return { ...worst, reason: `${worst.reason} (worst of ${checks.length} slices${others})` }
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)))
}
