import { createHash } from 'node:crypto'

interface DataDetail {
  bucket: string
  key: string
  /** S3's order of changes to one key, as in the event; with bucket and key it names one change for ever. */
  sequencer: string
  size?: number
  etag?: string
  versionId?: string
}

interface DriftDetail {
  alarm: string
  changedAt: string
  reason?: string
}

interface ApiDetail {
  idempotencyKey: string
  reason?: string
  caller?: string
}

interface ScheduleDetail {
  schedule: string
  scheduledTime: string
}

export type CodeDetail =
  | { repository: string; tag?: string; digest: string }
  | { pipeline: string; executionId: string }

interface DetailByKind {
  data: DataDetail
  drift: DriftDetail
  api: ApiDetail
  schedule: ScheduleDetail
  code: CodeDetail
}

export type TriggerKind = keyof DetailByKind

/** One reason to act. `at` is when the thing itself happened (ISO 8601, UTC), not when we heard of it. */
export type Trigger = {
  [Kind in TriggerKind]: { id: string; kind: Kind; model: string; at: string; detail: DetailByKind[Kind] }
}[TriggerKind]

export type TriggerOf<Kind extends TriggerKind> = Extract<Trigger, { kind: Kind }>

/**
 * A trigger whose id follows from what happened alone, so that every delivery of one event makes the same trigger.
 * `at` is normalised to ISO 8601 in UTC with milliseconds; throws RangeError when it is no time.
 */
export function trigger<Kind extends TriggerKind>(
  kind: Kind,
  model: string,
  at: string,
  detail: DetailByKind[Kind],
): TriggerOf<Kind> {
  const identity = identities[kind](detail)
  const digest = createHash('sha256')
    .update(JSON.stringify([kind, model, ...identity]))
    .digest('hex')
  const made = { id: `${kind}-${digest.slice(0, 24)}`, kind, model, at: new Date(at).toISOString(), detail }
  return made as unknown as TriggerOf<Kind>
}

const identities: { [Kind in TriggerKind]: (detail: DetailByKind[Kind]) => string[] } = {
  data: ({ bucket, key, sequencer }) => [bucket, key, sequencer],
  drift: ({ alarm, changedAt }) => [alarm, changedAt],
  api: ({ idempotencyKey }) => [idempotencyKey],
  schedule: ({ schedule, scheduledTime }) => [schedule, scheduledTime],
  code: (detail) =>
    'digest' in detail ? [detail.repository, detail.tag ?? '', detail.digest] : [detail.pipeline, detail.executionId],
}
