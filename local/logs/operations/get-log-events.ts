import { AwsError } from '../../kernel/aws-error.ts'
import { groupOf, type LogsContext } from '../context.ts'

/** Pages through one stream in both directions; at an end, the token stays the same. */
export const getLogEvents =
  ({ store }: LogsContext) =>
  async (input: any) => {
    const stream = store.stream(groupOf(input), input.logStreamName)
    const { startTime = 0, endTime = Number.POSITIVE_INFINITY, limit = 10_000 } = input
    const events = (await store.read(stream)).filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime)
    const [from, to] = span(input, events.length, limit)
    return {
      events: events.slice(from, to),
      nextForwardToken: `f/${String(to).padStart(20, '0')}/s`,
      nextBackwardToken: `b/${String(from).padStart(20, '0')}/s`,
    }
  }

function span({ nextToken, startFromHead }: any, count: number, limit: number): [number, number] {
  if (nextToken === undefined) return startFromHead ? [0, Math.min(limit, count)] : [Math.max(0, count - limit), count]
  const [, direction, position] = /^([fb])\/(\d+)\/s$/.exec(nextToken) ?? []
  if (!direction) throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.')
  const at = Math.min(Number(position), count)
  return direction === 'f' ? [at, Math.min(at + limit, count)] : [Math.max(0, at - limit), at]
}
