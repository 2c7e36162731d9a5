import { AwsError } from '../../kernel/aws-error.ts'
import { type LogsContext, pageOf } from '../context.ts'
import type { LogGroup } from '../log-store.ts'

export const createLogGroup =
  ({ kernel, store }: LogsContext) =>
  (input: any) => {
    if (store.hasGroup(input.logGroupName))
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists')
    store.putGroup({
      name: input.logGroupName,
      createdAt: kernel.clock.now(),
      ...(input.logGroupClass && { class: input.logGroupClass }),
      ...(input.tags && { tags: input.tags }),
    })
  }

export const deleteLogGroup =
  ({ store }: LogsContext) =>
  (input: any) =>
    store.deleteGroup(store.group(input.logGroupName).name)

export const describeLogGroups =
  ({ kernel, store }: LogsContext) =>
  (input: any) => {
    if (input.logGroupNamePrefix && input.logGroupNamePattern)
      throw new AwsError(
        'InvalidParameterException',
        'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
      )
    const found = store
      .groups()
      .filter(
        ({ name }) =>
          name.startsWith(input.logGroupNamePrefix ?? '') &&
          name.toLowerCase().includes((input.logGroupNamePattern ?? '').toLowerCase()),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    const { items, NextToken } = pageOf(found, input.nextToken, input.limit ?? 50)
    const described = ({ name, createdAt, retentionInDays, class: logGroupClass = 'STANDARD' }: LogGroup) => ({
      logGroupName: name,
      creationTime: createdAt,
      retentionInDays,
      metricFilterCount: 0,
      arn: `${kernel.arn('logs', `log-group:${name}`)}:*`,
      logGroupArn: kernel.arn('logs', `log-group:${name}`),
      storedBytes: store.streams(name).reduce((sum, { bytes }) => sum + bytes, 0),
      logGroupClass,
      deletionProtectionEnabled: false,
    })
    return { logGroups: items.map(described), nextToken: NextToken }
  }

const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

export const putRetentionPolicy =
  ({ store }: LogsContext) =>
  ({ logGroupName, retentionInDays }: any) => {
    const group = store.group(logGroupName)
    if (!RETENTIONS.includes(retentionInDays))
      throw new AwsError('InvalidParameterException', `retentionInDays must be one of ${RETENTIONS.join(', ')}.`)
    store.putGroup({ ...group, retentionInDays })
  }

export const deleteRetentionPolicy =
  ({ store }: LogsContext) =>
  ({ logGroupName }: any) => {
    const { retentionInDays: _, ...group } = store.group(logGroupName)
    store.putGroup(group)
  }
