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

/** The name of an error's shape in SQS's JSON protocol, where that is not its old code. */
export const sqsErrorType = (code: string) =>
  ({ InvalidParameterValue: 'InvalidParameterValueException', MissingParameter: 'MissingRequiredParameterException' })[
    code
  ] ?? code

/** The error codes that SQS had in its query protocol, which callers still match on; its API model has lost them. */
export function oldSqsCode(code: string): string {
  if (code === 'QueueDoesNotExist') return 'AWS.SimpleQueueService.NonExistentQueue'
  if (code === 'QueueNameExists') return 'QueueAlreadyExists'
  return PREFIXED.has(code) ? `AWS.SimpleQueueService.${code}` : code
}
