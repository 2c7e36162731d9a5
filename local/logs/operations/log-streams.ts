import { AwsError } from '../../kernel/aws-error.ts'
import { groupOf, type LogsContext, pageOf } from '../context.ts'

export const createLogStream =
  ({ store }: LogsContext) =>
  ({ logGroupName, logStreamName }: any) => {
    const group = store.group(logGroupName)
    if (store.findStream(group.name, logStreamName))
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists')
    store.createStream(group.name, logStreamName)
  }

export const deleteLogStream =
  ({ store }: LogsContext) =>
  ({ logGroupName, logStreamName }: any) =>
    store.deleteStream(store.stream(logGroupName, logStreamName))

export const describeLogStreams =
  ({ kernel, store }: LogsContext) =>
  (input: any) => {
    const group = store.group(groupOf(input))
    const byTime = input.orderBy === 'LastEventTime'
    if (byTime && input.logStreamNamePrefix)
      throw new AwsError('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.')
    const found = store
      .streams(group.name)
      .filter(({ name }) => name.startsWith(input.logStreamNamePrefix ?? ''))
      .sort((a, b) => (byTime ? (a.lastEventAt ?? 0) - (b.lastEventAt ?? 0) : a.name < b.name ? -1 : 1))
    if (input.descending) found.reverse()
    const { items, NextToken } = pageOf(found, input.nextToken, input.limit ?? 50)
    const logStreams = items.map((stream) => ({
      logStreamName: stream.name,
      creationTime: stream.createdAt,
      firstEventTimestamp: stream.firstEventAt,
      lastEventTimestamp: stream.lastEventAt,
      lastIngestionTime: stream.lastIngestionAt,
      ...(stream.lastEventAt !== undefined && { uploadSequenceToken: String(stream.bytes) }),
      arn: kernel.arn('logs', `log-group:${group.name}:log-stream:${stream.name}`),
      storedBytes: 0,
    }))
    return { logStreams, nextToken: NextToken }
  }
