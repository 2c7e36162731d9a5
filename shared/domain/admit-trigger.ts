import type { LineItem } from './ledger-items.ts'
import { runIdFor } from './names.ts'
import type { Trigger, TriggerKind } from './trigger.ts'

export interface AdmissionPolicy {
  on: Exclude<TriggerKind, 'api'>[]
  quietPeriodSeconds: number
  /** Files that keep arriving put a start off by at most this, counted from the first of them. */
  startWithinSeconds: number
  cooldownSeconds: number
  atMostPerDay: number
  /** A newer trigger ends the judged rollout that is on, instead of waiting for it. */
  supersede?: boolean
}

export interface WaitingTrigger {
  trigger: Trigger
  arrivedAt: string
}

type AdmissionRule =
  | 'unknown-model'
  | 'delivered-before'
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
 *
 * An API trigger is a person's decision: it takes what else waits with it past quiet period, cooldown and daily cap,
 * and stops only at the lease. `line.automaticStarts` counts runs without such a request.
 */
export function admit(facts: AdmissionFacts): AdmissionDecision[] {
  const ignored = facts.waiting.flatMap((entry) => ignore(entry, facts.policy) ?? [])
  const gone = new Set(ignored.flatMap(({ triggers }) => triggers))
  const waiting = facts.waiting.filter(({ trigger }) => !gone.has(trigger.id))
  return waiting.length === 0 ? ignored : [...ignored, decide({ ...facts, waiting })]
}

/** The decision that covers one trigger. */
export function decisionFor(decisions: AdmissionDecision[], triggerId: string): AdmissionDecision | undefined {
  return decisions.find(({ triggers }) => triggers.includes(triggerId))
}

/** The line's count of automatic starts after this start. A run that a person asked for counts for nothing. */
export function automaticStartsAfter(line: LineItem, triggers: Trigger[], now: string): LineItem['automaticStarts'] {
  if (triggers.some(({ kind }) => kind === 'api')) return line.automaticStarts
  return { day: dayOf(now), count: startsOn(line, dayOf(now)) + 1 }
}

function ignore({ trigger }: WaitingTrigger, policy: AdmissionPolicy): AdmissionDecision | undefined {
  const { id, kind } = trigger
  if (kind !== 'api' && !policy.on.includes(kind)) {
    const asked = policy.on.length === 0 ? 'nothing' : policy.on.join(', ')
    const reason = `retrain.on names ${asked}, and this is ${kind}`
    return {
      decision: 'ignore',
      rule: 'not-asked-for',
      reason,
      triggers: [id],
      evidence: { kind, on: policy.on.join() },
    }
  }
  if (kind === 'data' && !isDataFile(trigger.detail.key)) {
    const { key } = trigger.detail
    const reason = `${key} is a marker and not data: names that end in / or begin with _ or . are left out`
    return { decision: 'ignore', rule: 'not-a-data-file', reason, triggers: [id], evidence: { key } }
  }
  return undefined
}

/** Hadoop's convention, which most writers of data keep: `_SUCCESS`, `.part.crc` and folder markers are not data. */
export function isDataFile(key: string): boolean {
  return !/(^|\/)[_.][^/]*$/.test(key) && !key.endsWith('/')
}

function decide({ policy, line, waiting, now }: AdmissionFacts): AdmissionDecision {
  const triggers = waiting.map(({ trigger }) => trigger.id)
  const evidence = { triggers: triggers.length, kinds: [...new Set(waiting.map(({ trigger }) => trigger.kind))].join() }
  if (line.lease) {
    const { run } = line.lease
    const reason = `run ${run} is on; what arrived meanwhile goes into the next one`
    return { decision: 'coalesce', rule: 'single-flight', reason, triggers, run, evidence: { ...evidence, run } }
  }
  const run = runIdFor(
    line.model,
    waiting.map(({ trigger }) => trigger),
  )
  if (waiting.some(({ trigger }) => trigger.kind === 'api')) {
    const reason = 'it was asked for through the API, which does not wait for quiet period, cooldown or daily cap'
    return { decision: 'start', rule: 'explicit-request', reason, triggers, run, evidence }
  }
  const waits = [quietPeriod(policy, waiting), cooldown(policy, line), dailyCap(policy, line, now)]
  const [longest] = waits
    .filter((wait) => wait !== undefined && Date.parse(wait.until) > Date.parse(now))
    .sort((left, right) => Date.parse(right!.until) - Date.parse(left!.until))
  if (longest) {
    return { decision: 'wait', ...longest, triggers, evidence: { ...evidence, ...longest.evidence } }
  }
  const reason = 'no run is on, and quiet period, cooldown and daily cap allow it'
  return { decision: 'start', rule: 'nothing-in-the-way', reason, triggers, run, evidence }
}

type Wait = Required<Pick<AdmissionDecision, 'rule' | 'reason' | 'until' | 'evidence'>>

/**
 * Counts from when the newest file was heard of, since its own time may lie far back in a late delivery. Holds for
 * whatever waits beside the files too: a schedule that strikes while data lands must not train on half of it.
 */
function quietPeriod(policy: AdmissionPolicy, waiting: WaitingTrigger[]): Wait | undefined {
  const { quietPeriodSeconds, startWithinSeconds } = policy
  const arrivals = waiting
    .filter(({ trigger }) => trigger.kind === 'data')
    .map(({ arrivedAt }) => Date.parse(arrivedAt))
  if (arrivals.length === 0 || quietPeriodSeconds === 0) return undefined
  const lastArrival = iso(arrivals.reduce((newest, arrival) => Math.max(newest, arrival)))
  const quiet = after(lastArrival, quietPeriodSeconds)
  const latest = after(iso(arrivals.reduce((oldest, arrival) => Math.min(oldest, arrival))), startWithinSeconds)
  const [until = quiet] = [quiet, latest].sort()
  const reason = `waits until no file has arrived for ${quietPeriodSeconds} s; the last one came at ${lastArrival}`
  return { rule: 'quiet-period', reason, until, evidence: { lastArrival, quietPeriodSeconds, startWithinSeconds } }
}

function cooldown({ cooldownSeconds }: AdmissionPolicy, { lastRunEndedAt }: LineItem): Wait | undefined {
  if (!lastRunEndedAt || cooldownSeconds === 0) return undefined
  const reason = `rests for ${cooldownSeconds} s after the run that ended at ${lastRunEndedAt}`
  const until = after(lastRunEndedAt, cooldownSeconds)
  return { rule: 'cooldown', reason, until, evidence: { lastRunEndedAt, cooldownSeconds } }
}

function dailyCap({ atMostPerDay }: AdmissionPolicy, line: LineItem, now: string): Wait | undefined {
  const today = dayOf(now)
  const starts = startsOn(line, today)
  if (starts < atMostPerDay) return undefined
  const until = after(`${today}T00:00:00.000Z`, 86_400)
  const reason = `events started ${starts} runs on ${today} (UTC), and retrain.atMostPerDay is ${atMostPerDay}`
  return { rule: 'daily-cap', reason, until, evidence: { day: today, starts, atMostPerDay } }
}

function startsOn({ automaticStarts }: LineItem, day: string): number {
  return automaticStarts?.day === day ? automaticStarts.count : 0
}

function dayOf(time: string): string {
  return iso(Date.parse(time)).slice(0, 10)
}

function after(time: string, seconds: number): string {
  return iso(Date.parse(time) + seconds * 1000)
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
