import { createHash } from 'node:crypto'
import { AwsError } from '../../kernel/aws-error.ts'
import { groupOf, type LogsContext, pageOf } from '../context.ts'
import { compileFilterPattern } from '../filter/filter-pattern.ts'
import type { LogEvent } from '../log-files.ts'
import type { LogStream } from '../log-store.ts'

export const filterLogEvents =
  ({ store }: LogsContext) =>
  async (input: any) => {
    const group = store.group(groupOf(input))
    const matches = compileFilterPattern(input.filterPattern)
    if (input.logStreamNames && input.logStreamNamePrefix)
      throw new AwsError(
        'InvalidParameterException',
        'Only one of the parameters logStreamNames and logStreamNamePrefix can be given.',
      )
    const { startTime = 0, endTime = Number.POSITIVE_INFINITY, logStreamNames } = input
    const streams = store
      .streams(group.name)
      .filter(
        ({ name, firstEventAt = 0, lastEventAt = -1 }) =>
          (!logStreamNames || logStreamNames.includes(name)) &&
          name.startsWith(input.logStreamNamePrefix ?? '') &&
          lastEventAt >= startTime &&
          firstEventAt <= endTime,
      )
    const found = []
    for (const stream of streams)
      for (const [index, event] of (await store.read(stream)).entries())
        if (event.timestamp >= startTime && event.timestamp <= endTime && matches(event.message))
          found.push(described(stream, event, index))
    found.sort((a, b) => a.timestamp - b.timestamp)
    const { items, NextToken } = pageOf(found, input.nextToken, input.limit ?? 10_000)
    return { events: items, searchedLogStreams: [], nextToken: NextToken }
  }

function described({ group, name }: LogStream, event: LogEvent, index: number) {
  const digest = createHash('sha256').update(`${group}\n${name}\n${event.timestamp}\n${index}`).digest('hex')
  return { logStreamName: name, ...event, eventId: String(BigInt(`0x${digest.slice(0, 46)}`)).padStart(56, '3') }
}
