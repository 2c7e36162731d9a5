import type { LineItem } from './ledger-items.ts'
import type { Trigger, TriggerKind } from './trigger.ts'

export interface AdmissionPolicy {
  on: Exclude<TriggerKind, 'api'>[]
  quietPeriodSeconds: number
  cooldownSeconds: number
  atMostPerDay: number
}

export interface WaitingTrigger {
  trigger: Trigger
  arrivedAt: string
}

export type AdmissionRule =
  | 'not-asked-for'
  | 'not-a-data-file'
  | 'single-flight'
  | 'quiet-period'
  | 'cooldown'
  | 'daily-cap'
  | 'explicit-request'
  | 'nothing-in-the-way'

/** What becomes of the triggers it names. `run` is the run that starts, or, for coalesce, the one that is on. */
export interface AdmissionDecision {
  decision: 'start' | 'wait' | 'coalesce' | 'ignore'
  rule: AdmissionRule
  reason: string
  triggers: string[]
  run?: string
  until?: string
  evidence: Record<string, string | number | boolean>
}

export interface AdmissionFacts {
  policy: AdmissionPolicy
  line: LineItem
  waiting: WaitingTrigger[]
  now: string
}

/**
 * What to do about the triggers that wait: every one of them is named by exactly one of the decisions, and at most one
 * decision is not `ignore`.
 */
export declare function admit(facts: AdmissionFacts): AdmissionDecision[]
