const PREFIXED = new Set([
  'BatchEntryIdsNotDistinct',
  'BatchRequestTooLong',
  'EmptyBatchRequest',
  'InvalidBatchEntryId',
  'MessageNotInflight',
  'PurgeQueueInProgress',
  'QueueDeletedRecently',
  'TooManyEntriesInBatchRequest',
  'UnsupportedOperation',
])

/** The error codes that SQS had in its query protocol, which callers still match on; its API model has lost them. */
export function oldSqsCode(code: string): string {
  if (code === 'QueueDoesNotExist') return 'AWS.SimpleQueueService.NonExistentQueue'
  if (code === 'QueueNameExists') return 'QueueAlreadyExists'
  return PREFIXED.has(code) ? `AWS.SimpleQueueService.${code}` : code
}
