import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import type { Manifest, MetricName } from '#shared/manifest/manifest.ts'
import type { Verdict } from './judge-model.ts'
import type { BackFor, NextStep } from './next-rollout-step.ts'
import type { Looks } from './rollout-looks.ts'
import type { Trigger } from './trigger.ts'

/** All times are ISO 8601 in UTC. `shared/aws/ledger.ts` adds the keys under which these are stored. */

/** The one item of a model line that every conditional write goes through. */
export interface LineItem {
  model: string
  /** The manifest version in force. Absent until the first manifest is applied. */
  manifestVersion?: string
  /** Who runs now. One run, one rollout at a time. */
  lease?: Lease
  /** When the last run ended, whatever its outcome; the cooldown counts from here. */
  lastRunEndedAt?: string
  /** Runs that events started on one UTC day. A new day counts from zero. */
  automaticStarts?: { day: string; count: number }
  /** A wake-up message is under way for this time; it keeps hops from multiplying. */
  wakeAt?: string
  champion?: Champion
  /**
   * Who changes the endpoint now. A run's rollout keeps it until the run is recorded; a run may begin and go on beside a
   * rollback.
   */
  rolloutLease?: RolloutLease
  /** Until when its scaling may be being mended; nobody begins to change the endpoint before. */
  mendingUntil?: string
  /** A manifest asked for the scalable target of the endpoint: nothing about a target itself tells whose it is. */
  scaled?: true
  /** The finished rollout whose version may still turn bad, and the alarms that would tell. */
  watching?: { rollout: string; since: string; until: string; alarms: string[] }
  /** What the clock made of the way in which the line serves, once it changed it. */
  switched?: Switched
  /** What somebody asked for last: an occasion like those of the manifest. */
  askedSwitch?: AskedSwitch
}

export interface AskedSwitch {
  /** home: as it is deployed. */
  to: 'parked' | 'home'
  at: string
  by: string
  reason: string
}

export interface Switched {
  to: ServingWay
  /** Whether something else than the champion's own config serves, or nothing; true from before the first change on. */
  away: boolean
  /** The occasion that asked for it. */
  since: string
  /** The version that it was done for. */
  version: number
  /** The config that serves while it is away; absent while it is parked. */
  configName?: string
  /** Since when it is so; absent while it is being changed. */
  at?: string
  /** Why it serves as ever instead; nobody tries again until the next occasion. */
  gaveUp?: string
}

export type ServingWay = NonNullable<Manifest['switch']>['times'][number]['to']

export interface RolloutLease {
  /** Id of the rollout item. */
  rollout: string
  takenAt: string
  executionArn: string
}

export interface Lease {
  run: string
  takenAt: string
  executionArn?: string
}

export type Metrics = Partial<Record<MetricName, number>>

/** The version that serves. */
export interface Champion {
  version: number
  run: string
  /** SageMaker model that the endpoint serves; a Transform job can score with it. */
  modelName: string
  modelPackageArn: string
  /** Absent in mode batch, which has no endpoint. */
  endpointConfigName?: string
  /** Version of the recipe and features it was trained with; equal recipes read the same columns. */
  recipeHash: string
  metrics: Metrics
  deployedAt: string
  /** The version that served before. */
  after?: number
}

export type TriggerStatus = 'waiting' | 'started' | 'ignored'

/** Written once, before anything is done about it. While it waits, `arrivedAt` places it in the index of waiting ones. */
export interface TriggerItem {
  trigger: Trigger
  status: TriggerStatus
  arrivedAt: string
  run?: string
  settledAt?: string
}

/**
 * running: leased and executing. awaiting-approval: executing, waits for a person. deployed: its version serves.
 * refused: data or candidate was not good enough, or no plan could be made. rejected: a person or the deadline said no.
 * failed: something broke.
 */
export type RunStatus = 'running' | 'awaiting-approval' | 'deployed' | 'refused' | 'rejected' | 'failed'

export interface RunItem {
  model: string
  run: string
  status: RunStatus
  manifestVersion: string
  /** The first of the triggers; `triggerCount` says how many there are. */
  triggers: string[]
  triggerCount?: number
  /** Keys of the first files among the triggers. */
  files?: string[]
  startedAt: string
  attempt: number
  executionArn?: string
  /** The state the machine was last seen in, in its own words. */
  step?: string
  endedAt?: string
  /** One sentence for a reader: why it ended as it did. */
  reason?: string
  version?: number
  metrics?: Metrics
  verdict?: Verdict
}

/** retired: another version took its place. rolled-back: it turned bad, and is never gone back to by itself. */
export type VersionStatus = 'candidate' | 'approved' | 'rejected' | 'serving' | 'retired' | 'rolled-back'

export interface VersionItem {
  model: string
  version: number
  run: string
  status: VersionStatus
  manifestVersion: string
  modelPackageArn: string
  modelName: string
  modelDataUrl: string
  image: string
  recipeHash: string
  metrics: Metrics
  verdict: Verdict
  createdAt: string
  approvedBy?: string
  deployedAt?: string
  /** The config that it served with, which is the way back to it. */
  endpointConfigName?: string
  retiredAt?: string
}

/** A record of an automatic act. `id` follows from its subject, so that repeating an act repeats no record. */
export interface DecisionItem {
  id: string
  model: string
  at: string
  /** What was decided about: admission of triggers, the verdict on a model, an approval, a deployment, the scaling, a repair. */
  subject:
    | 'manifest'
    | 'admission'
    | 'plan'
    | 'verdict'
    | 'approval'
    | 'deployment'
    | 'rollout'
    | 'scoring'
    | 'scaling'
    | 'switch'
    | 'repair'
    | 'run'
  decision: string
  rule: string
  reason: string
  evidence: Record<string, unknown>
  triggers?: string[]
  run?: string
  until?: string
}

export interface ManifestVersionItem {
  model: string
  version: string
  contentHash: string
  /** S3 prefix with model.yaml and its files as they were applied. */
  location: string
  files: string[]
  appliedAt: string
  appliedBy?: string
}

/** A candidate that waits for a person. The token resumes the run's execution. */
export interface ApprovalItem {
  model: string
  run: string
  taskToken: string
  requestedAt: string
  expiresAt: string
  answer?: { approve: boolean; reason: string; by: string; at: string }
}

/**
 * shadow: requests are mirrored. shifting: weighted variants, or a deployment by the guardrails. finishing: the challenger
 * gets everything. watching: finished, and taken back should it turn bad. kept: the watch is over. rolling-back and
 * rolled-back: the version before serves again. failed: neither could be brought about; somebody has to look.
 */
export type RolloutPhase =
  | 'starting'
  | 'shadow'
  | 'shifting'
  | 'finishing'
  | 'watching'
  | 'kept'
  | 'rolling-back'
  | 'rolled-back'
  | 'failed'

/** One rollout, or one rollback by request, of a model line. */
export interface RolloutItem {
  model: string
  /** `<run>-<attempt>` of the run that deploys, or the id of the request to go back. Sorts by time within a line. */
  rollout: string
  type: 'all-at-once' | 'canary' | 'linear' | 'rolling' | 'judged' | 'rollback'
  phase: RolloutPhase
  /** How the line is served; a way back does not say. */
  mode?: Manifest['deploy']['mode']
  run?: string
  /** What asks for traffic, and what served before; without the second it is the line's first. */
  challenger: { modelName: string; configName: string; version?: number }
  champion?: { modelName: string; configName: string; version: number }
  /** Per cent of the requests that the challenger gets. */
  weight: number
  /** Index of the weight among the manifest's. */
  step: number
  failedChecks: number
  /** How often the present step was looked at, of a judged one. */
  looks?: Looks
  /** Since when it waits for a person at the last step. */
  gateSince?: string
  /** The last check, and what it answered: a repeated one answers the same. */
  lastTick?: { at: string; next: NextStep }
  /** Since when the present step lasts. */
  stepSince: string
  startedAt: string
  /** Until when it is watched after it finished, and the alarms that were put for that. */
  watchUntil?: string
  alarms?: PutMetricAlarmCommandInput[]
  /** What somebody asked of it meanwhile; the next check obeys. */
  asked?: { what: 'roll-back' | 'promote' | 'supersede'; by: string; reason: string; at: string }
  endedAt?: string
  /** What takes or took a judged one back. */
  because?: BackFor
  /** One sentence for a reader: why it ended as it did. */
  reason?: string
  /** What the last verdict rests on. */
  evidence?: Record<string, unknown>
}
