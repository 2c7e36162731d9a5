/**
 * Which messages of a batch a function reported as failed. A report that cannot be read, or names an unknown or
 * empty identifier, fails the whole batch; none at all fails nothing.
 */
export function failedItems(response: unknown, messageIds: string[]): Set<string> {
  if (response === null || response === undefined) return new Set()
  const failures = (response as { batchItemFailures?: unknown }).batchItemFailures
  if (failures === undefined || failures === null) return new Set()
  if (!Array.isArray(failures)) return new Set(messageIds)
  const failed = failures.map((failure) => failure?.itemIdentifier)
  return new Set(failed.every((id) => messageIds.includes(id)) ? failed : messageIds)
}
