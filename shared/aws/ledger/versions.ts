import type { VersionItem } from '#shared/domain/ledger-items.ts'
import { list, put, update } from './table.ts'

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

/** The model line's versions, newest first; those below the version `before`. */
export function listVersions(model: string, limit: number, before?: number): Promise<VersionItem[]> {
  const after = before === undefined ? undefined : keyOf(model, before)
  return list<VersionItem>(`LINE#${model}`, 'VERSION#', { newestFirst: true, limit, after })
}
