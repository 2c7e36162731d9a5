import type { VersionItem } from '#shared/domain/ledger-items.ts'
import { list, put, read, update } from './table.ts'

const keyOf = (model: string, version: number) => ({
  pk: `LINE#${model}`,
  sk: `VERSION#${String(version).padStart(8, '0')}`,
})

/** The run that made a version is the only one that writes it while it runs. */
export function putVersion(item: VersionItem): Promise<void> {
  return put(keyOf(item.model, item.version), item)
}

export function retireVersion(model: string, version: number, at: string): Promise<boolean> {
  return update(keyOf(model, version), {
    UpdateExpression: 'SET #status = :retired, retiredAt = :at',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#status': 'status' },
    values: { ':retired': 'retired', ':at': at },
  })
}

export function readVersion(model: string, version: number): Promise<VersionItem | undefined> {
  return read<VersionItem>(keyOf(model, version))
}

/** What became of a version that has served. */
export function markVersion(
  model: string,
  version: number,
  status: 'serving' | 'rolled-back',
  at: string,
): Promise<boolean> {
  return update(keyOf(model, version), {
    UpdateExpression: `SET #status = :status, ${status === 'serving' ? 'deployedAt' : 'retiredAt'} = :at`,
    ConditionExpression: 'attribute_exists(pk) AND #status <> :status',
    ExpressionAttributeNames: { '#status': 'status' },
    values: { ':status': status, ':at': at },
  })
}

/** The model line's versions, newest first; those below the version `before`. */
export function listVersions(model: string, limit: number, before?: number): Promise<VersionItem[]> {
  const after = before === undefined ? undefined : keyOf(model, before)
  return list<VersionItem>(`LINE#${model}`, 'VERSION#', { newestFirst: true, limit, after })
}
