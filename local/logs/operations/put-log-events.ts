import { AwsError } from '../../kernel/aws-error.ts'
import type { LogsContext } from '../context.ts'

const HOUR = 3_600_000
const NEWEST = 2 * HOUR
const OLDEST = 14 * 24 * HOUR
const LONGEST_SPAN = 24 * HOUR
const LARGEST_BATCH = 1_048_576
const LARGEST_EVENT = 1_048_576
/** What CloudWatch counts for each event beside its text. */
const EVENT_OVERHEAD = 26

export const putLogEvents =
  ({ kernel, store }: LogsContext) =>
  async ({ logGroupName, logStreamName, logEvents }: any) => {
    const stream = store.stream(logGroupName, logStreamName)
    const events: { timestamp: number; message: string }[] = logEvents
    check(events)
    const now = kernel.clock.now()
    const retained = store.oldestKept(stream)
    const expired = events.filter(({ timestamp }) => timestamp < retained).length
    const tooOld = events.filter(({ timestamp }) => timestamp < now - OLDEST).length
    const tooNew = events.findIndex(({ timestamp }) => timestamp > now + NEWEST)
    const taken = events.slice(Math.max(tooOld, expired), tooNew < 0 ? undefined : tooNew)
    store.append(
      stream,
      taken.map(({ timestamp, message }) => ({ timestamp, ingestionTime: now, message })),
    )
    // What is acknowledged is kept; only the runtime's own lines are written behind.
    await store.flush()
    const rejected = {
      ...(expired > tooOld && { expiredLogEventEndIndex: expired }),
      ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
      ...(tooNew >= 0 && { tooNewLogEventStartIndex: tooNew }),
    }
    return {
      nextSequenceToken: String(stream.bytes),
      rejectedLogEventsInfo: Object.keys(rejected).length > 0 ? rejected : undefined,
    }
  }

function check(events: { timestamp: number; message: string }[]): void {
  if (events.some(({ timestamp }, index) => index > 0 && timestamp < events[index - 1]!.timestamp))
    throw invalid('Log events in a single PutLogEvents request must be in chronological order.')
  if (events.at(-1)!.timestamp - events[0]!.timestamp > LONGEST_SPAN)
    throw invalid('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.')
  const sizes = events.map(({ message }) => Buffer.byteLength(message) + EVENT_OVERHEAD)
  const largest = Math.max(...sizes)
  if (largest > LARGEST_EVENT) throw invalid(`Log event too large: ${largest} bytes exceeds limit of ${LARGEST_EVENT}`)
  const size = sizes.reduce((sum, bytes) => sum + bytes, 0)
  if (size > LARGEST_BATCH) throw invalid(`Upload too large: ${size} bytes exceeds limit of ${LARGEST_BATCH}`)
}

const invalid = (message: string) => new AwsError('InvalidParameterException', message)
