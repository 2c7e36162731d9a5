import { AwsError } from '../../kernel/aws-error.ts'
import type { LogsContext } from '../context.ts'

const HOUR = 3_600_000
const NEWEST = 2 * HOUR
const OLDEST = 14 * 24 * HOUR
const LARGEST_BATCH = 1_048_576

export const putLogEvents =
  ({ kernel, store }: LogsContext) =>
  async ({ logGroupName, logStreamName, logEvents }: any) => {
    const stream = store.stream(logGroupName, logStreamName)
    const events: { timestamp: number; message: string }[] = logEvents
    if (events.some(({ timestamp }, index) => index > 0 && timestamp < events[index - 1]!.timestamp))
      throw new AwsError(
        'InvalidParameterException',
        'Log events in a single PutLogEvents request must be in chronological order.',
      )
    if (events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 26, 0) > LARGEST_BATCH)
      throw new AwsError('InvalidParameterException', `Upload too large: more than ${LARGEST_BATCH} bytes.`)
    const now = kernel.clock.now()
    const tooOld = events.filter(({ timestamp }) => timestamp < now - OLDEST).length
    const tooNew = events.findIndex(({ timestamp }) => timestamp > now + NEWEST)
    const taken = events.slice(tooOld, tooNew < 0 ? undefined : tooNew)
    store.append(
      stream,
      taken.map(({ timestamp, message }) => ({ timestamp, ingestionTime: now, message })),
    )
    await store.flush()
    const rejected = {
      ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
      ...(tooNew >= 0 && { tooNewLogEventStartIndex: tooNew }),
    }
    return {
      nextSequenceToken: String(stream.bytes),
      rejectedLogEventsInfo: Object.keys(rejected).length > 0 ? rejected : undefined,
    }
  }
