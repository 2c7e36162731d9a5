import type { AdmissionPolicy } from '#shared/domain/admit-trigger.ts'
import type { Champion, Lease, LineItem } from '#shared/domain/ledger-items.ts'
import { list, put, read, update } from './table.ts'

/** The item of a model line, with what an admission needs, so that it reads no manifest. */
export interface Line extends LineItem {
  policy: AdmissionPolicy
  contentHash: string
  manifestCount: number
}

/** What events are matched against, of every model line in one query. */
export interface DirectoryEntry {
  model: string
  source?: string
  repository?: string
  tag?: string
  pipeline?: string
  /** Prefix of the files that are scored as they land. */
  scores?: string
  /** Whether a clock changes how it serves, or did and has to take it back. */
  switches?: true
  /** The line whose occasions hold for it too. */
  follows?: string
}

export const lineKey = (model: string) => ({ pk: `LINE#${model}`, sk: 'LINE' })

export function readLine(model: string): Promise<Line | undefined> {
  return read<Line>(lineKey(model))
}

export function readDirectory(): Promise<DirectoryEntry[]> {
  return list('LINES', undefined, { consistent: true })
}

export function putDirectoryEntry(entry: DirectoryEntry): Promise<void> {
  return put({ pk: 'LINES', sk: entry.model }, entry)
}

export interface InForce {
  version: string
  count: number
  contentHash: string
  policy: AdmissionPolicy
  /** Whether it lets the line be parked by hand: one that does not ends what was asked. */
  mayBeAway?: boolean
}

/** Puts a manifest version in force unless another one came in between. */
export function putInForce(model: string, version: InForce): Promise<boolean> {
  const set =
    'SET model = :model, manifestVersion = :version, manifestCount = :count, contentHash = :hash, #policy = :policy'
  return update(lineKey(model), {
    UpdateExpression: version.mayBeAway ? set : `${set} REMOVE askedSwitch`,
    ConditionExpression: 'attribute_not_exists(manifestCount) OR manifestCount < :count',
    ExpressionAttributeNames: { '#policy': 'policy' },
    values: {
      ':model': model,
      ':version': version.version,
      ':count': version.count,
      ':hash': version.contentHash,
      ':policy': version.policy,
    },
  })
}

/**
 * One conditional write makes a model line single-flight. Answers whether the lease is ours; taken again by a call whose
 * answer got lost, it still is. Refused when a run began and ended since `line` was read.
 */
export function takeLease(line: Line, lease: Lease, automaticStarts: LineItem['automaticStarts']): Promise<boolean> {
  const { model, lastRunEndedAt } = line
  const isOurs = 'lease.run = :run AND lease.takenAt = :takenAt AND attribute_not_exists(lease.executionArn)'
  const sameAsRead = lastRunEndedAt ? 'lastRunEndedAt = :endedAt' : 'attribute_not_exists(lastRunEndedAt)'
  return update(lineKey(model), {
    UpdateExpression: `SET lease = :lease${automaticStarts ? ', automaticStarts = :starts' : ''}`,
    ConditionExpression: `attribute_exists(pk) AND (attribute_not_exists(lease) OR (${isOurs})) AND ${sameAsRead}`,
    values: {
      ':lease': lease,
      ':run': lease.run,
      ':takenAt': lease.takenAt,
      ...(automaticStarts && { ':starts': automaticStarts }),
      ...(lastRunEndedAt && { ':endedAt': lastRunEndedAt }),
    },
  })
}

/** Notes that the run of the lease has begun: from here on its execution answers for it. */
export function confirmLease(model: string, run: string, executionArn: string): Promise<boolean> {
  return update(lineKey(model), {
    UpdateExpression: 'SET lease.executionArn = :arn',
    ConditionExpression: 'lease.run = :run',
    values: { ':arn': executionArn, ':run': run },
  })
}

/** Frees the lease only if it is still that run's. */
export function freeLease(model: string, run: string, endedAt: string): Promise<boolean> {
  return update(lineKey(model), {
    UpdateExpression: 'SET lastRunEndedAt = :endedAt REMOVE lease',
    ConditionExpression: 'lease.run = :run',
    values: { ':endedAt': endedAt, ':run': run },
  })
}

/** Only the run that holds the lease may name the champion. */
export function crown(model: string, run: string, champion: Champion): Promise<boolean> {
  return update(lineKey(model), {
    UpdateExpression: 'SET champion = :champion',
    ConditionExpression: 'lease.run = :run',
    values: { ':champion': champion, ':run': run },
  })
}

/** After a way back: the version that serves again takes the place of the one that was to be replaced, and no other. */
export function crownAgain(model: string, champion: Champion, instead: number | undefined): Promise<boolean> {
  return update(lineKey(model), {
    UpdateExpression: 'SET champion = :champion',
    ConditionExpression:
      instead === undefined ? 'attribute_not_exists(champion)' : 'attribute_exists(pk) AND champion.version = :instead',
    values: { ':champion': champion, ...(instead !== undefined && { ':instead': instead }) },
  })
}

/** Notes which rollout is watched, and by which alarms; nothing is once it is over. */
export function watch(model: string, watching: LineItem['watching']): Promise<boolean> {
  return update(lineKey(model), {
    UpdateExpression: watching ? 'SET watching = :watching' : 'REMOVE watching',
    ConditionExpression: 'attribute_exists(pk)',
    ...(watching && { values: { ':watching': watching } }),
  })
}

/** Files that arrive together want wake-ups that are this close together; one serves them all. */
const closeMilliseconds = 1000

/** Claims the next wake-up. Refused while one is under way that comes hardly later; an overdue one counts for lost. */
export function claimWake(model: string, at: string, overdueSince: string): Promise<boolean> {
  const close = new Date(Date.parse(at) + closeMilliseconds).toISOString()
  return update(lineKey(model), {
    UpdateExpression: 'SET wakeAt = :at',
    ConditionExpression: 'attribute_not_exists(wakeAt) OR wakeAt > :close OR wakeAt < :overdue',
    values: { ':at': at, ':close': close, ':overdue': overdueSince },
  })
}

export function clearWake(model: string, at: string): Promise<boolean> {
  return update(lineKey(model), {
    UpdateExpression: 'REMOVE wakeAt',
    ConditionExpression: 'wakeAt = :at',
    values: { ':at': at },
  })
}
