import { AwsError } from '../../kernel/aws-error.ts'
import { groupOf, type LogsContext } from '../context.ts'
import type { LogEvent } from '../log-files.ts'

const MOST_BYTES = 1_048_576

/** Pages of at most 1 MB through one stream in both directions; at an end, the token stays the same. */
export const getLogEvents =
  ({ store }: LogsContext) =>
  async (input: any) => {
    const stream = store.stream(groupOf(input), input.logStreamName)
    const { startTime = 0, endTime = Number.POSITIVE_INFINITY, limit = 10_000 } = input
    const events = (await store.read(stream)).filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime)
    const [from, to] = span(input, events, limit)
    return {
      events: events.slice(from, to),
      nextForwardToken: `f/${String(to).padStart(56, '0')}/s`,
      nextBackwardToken: `b/${String(from).padStart(56, '0')}/s`,
    }
  }

function span({ nextToken, startFromHead }: any, events: LogEvent[], limit: number): [number, number] {
  const count = events.length
  const forward = (from: number): [number, number] => [from, from + fitting(events.slice(from, from + limit))]
  const backward = (to: number): [number, number] => [
    to - fitting(events.slice(Math.max(0, to - limit), to).reverse()),
    to,
  ]
  if (nextToken === undefined) return startFromHead ? forward(0) : backward(count)
  const [, direction, position] = /^([fb])\/(\d+)\/s$/.exec(nextToken) ?? []
  if (!direction) throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.')
  const at = Math.min(Number(position), count)
  return direction === 'f' ? forward(at) : backward(at)
}

/** How many of these events one answer holds; always one, so that a reader gets on. */
function fitting(events: LogEvent[]): number {
  let bytes = 0
  for (const [index, { message }] of events.entries()) {
    bytes += Buffer.byteLength(message)
    if (bytes > MOST_BYTES) return Math.max(1, index)
  }
  return events.length
}
