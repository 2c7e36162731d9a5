import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import type { LogSource } from './sources.ts'

export interface LogEvent {
  id: string
  time: number
  group: string
  stream: string
  message: string
}

/** All lines of the sources since a time (milliseconds), oldest first. A group that is not there yet has no lines. */
export async function readEvents(
  client: CloudWatchLogsClient,
  sources: LogSource[],
  since: number,
): Promise<LogEvent[]> {
  const lists = await Promise.all(sources.map((source) => readSource(client, source, since)))
  return lists.flat().sort((left, right) => left.time - right.time)
}

async function readSource(
  client: CloudWatchLogsClient,
  { group, streams }: LogSource,
  since: number,
): Promise<LogEvent[]> {
  const events: LogEvent[] = []
  const input = { logGroupName: group, startTime: since, ...(streams && { logStreamNamePrefix: streams }) }
  try {
    for await (const page of paginateFilterLogEvents({ client }, input)) {
      for (const { eventId, timestamp, logStreamName, message } of page.events ?? []) {
        const stream = logStreamName ?? ''
        const time = timestamp ?? since
        events.push({
          id: eventId ?? `${group}/${stream}/${time}/${message}`,
          time,
          group,
          stream,
          message: message ?? '',
        })
      }
    }
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error
  }
  return events
}
