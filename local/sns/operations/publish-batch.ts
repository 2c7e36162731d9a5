import { AwsError } from '../../kernel/aws-error.ts'
import type { SnsContext } from '../context.ts'
import { checkAttributes, publishOne, sizeOf, topicOf } from './publish.ts'

const MOST_ENTRIES = 10
const LARGEST = 262_144

export const publishBatch = (context: SnsContext) => (input: any) => {
  const topic = topicOf(context, input.TopicArn)
  const entries: any[] = input.PublishBatchRequestEntries
  check(entries)
  for (const entry of entries) checkAttributes(entry)
  const Successful: object[] = []
  const Failed: object[] = []
  for (const { Id, ...message } of entries)
    try {
      Successful.push({ Id, MessageId: publishOne(context, topic, message) })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      Failed.push({ Id, Code: error.code.replace(/Exception$/, ''), Message: error.message, SenderFault: true })
    }
  return { Successful, Failed }
}

function check(entries: any[]): void {
  const refuse = (code: string, message: string) => new AwsError(code, message)
  if (entries.length === 0) throw refuse('EmptyBatchRequest', "The batch request doesn't contain any entries.")
  if (entries.length > MOST_ENTRIES)
    throw refuse('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.')
  for (const { Id } of entries) {
    if (Id.length > 80)
      throw refuse('InvalidBatchEntryId', `The Id of a batch entry in the batch request is too long: ${Id}`)
    if (!/^[A-Za-z0-9_-]+$/.test(Id))
      throw refuse(
        'InvalidBatchEntryId',
        `The Id of a batch entry in the batch request contains an impermissible character: ${Id}`,
      )
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw refuse('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.')
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > LARGEST)
    throw refuse('BatchRequestTooLong', 'The length of all the messages put together is more than the limit.')
}
