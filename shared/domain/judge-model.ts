import type { Manifest, MetricName } from '#shared/manifest/manifest.ts'
import type { Metrics } from './ledger-items.ts'

/** Metrics over the rows of the hold-out that share one value of a slice column. */
export interface SliceMetrics {
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

export interface Check {
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

export declare function judgeModel(facts: JudgeFacts): Verdict
