import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import type { Engine } from './engine.ts'

/** What a table has beside its items and keys; dynalite knows none of it. */
export interface TableSettings {
  timeToLive?: string
  /** Since when, and for how many days. */
  pointInTimeRecovery?: { since: number; days: number }
  /** Shown by DescribeTable: DeletionProtectionEnabled, TableClassSummary, SSEDescription. */
  described: Record<string, unknown>
}

export const settingsOf = (kernel: Kernel): Table<TableSettings> => kernel.store.table('dynamodb.settings')

/** Reads the settings off the input of CreateTable or UpdateTable; refuses what would have to act. */
export function settingsFrom(input: any, before?: TableSettings): TableSettings {
  if (input.StreamSpecification?.StreamEnabled || input.ReplicaUpdates?.length || input.ImportTable)
    throw new AwsError('ValidationException', 'Streams, replicas and imports are not served by the local runtime.')
  const described = { ...before?.described }
  if (input.DeletionProtectionEnabled !== undefined)
    described.DeletionProtectionEnabled = input.DeletionProtectionEnabled
  if (input.TableClass) described.TableClassSummary = { TableClass: input.TableClass }
  if (input.SSESpecification?.Enabled)
    described.SSEDescription = { Status: 'ENABLED', SSEType: input.SSESpecification.SSEType ?? 'KMS' }
  return { ...before, described }
}

/** The operations over settings. `engine` is asked whether the table is there. */
export function settingOperations(kernel: Kernel, engine: Engine, onTimeToLive: () => void) {
  const settings = settingsOf(kernel)
  const existing = async (name: string) => {
    await engine.run('DescribeTable', { TableName: name })
    return settings.get(name) ?? { described: {} }
  }

  return {
    async UpdateTimeToLive({ TableName, TimeToLiveSpecification: { AttributeName, Enabled } }: any) {
      const before = await existing(TableName)
      if (!!before.timeToLive === Enabled)
        throw new AwsError('ValidationException', `TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`)
      settings.put(TableName, { ...before, timeToLive: Enabled ? AttributeName : undefined })
      onTimeToLive()
      return { TimeToLiveSpecification: { AttributeName, Enabled } }
    },

    async DescribeTimeToLive({ TableName }: any) {
      const AttributeName = (await existing(TableName)).timeToLive
      return {
        TimeToLiveDescription: AttributeName
          ? { TimeToLiveStatus: 'ENABLED', AttributeName }
          : { TimeToLiveStatus: 'DISABLED' },
      }
    },

    async UpdateContinuousBackups({ TableName, PointInTimeRecoverySpecification }: any) {
      const before = await existing(TableName)
      const { PointInTimeRecoveryEnabled, RecoveryPeriodInDays: days = 35 } = PointInTimeRecoverySpecification ?? {}
      if (typeof PointInTimeRecoveryEnabled !== 'boolean' || days < 1 || days > 35)
        throw new AwsError(
          'ValidationException',
          'PointInTimeRecoverySpecification needs PointInTimeRecoveryEnabled, and RecoveryPeriodInDays between 1 and 35',
        )
      const since = before.pointInTimeRecovery?.since ?? kernel.clock.now()
      const pointInTimeRecovery = PointInTimeRecoveryEnabled ? { since, days } : undefined
      settings.put(TableName, { ...before, pointInTimeRecovery })
      return backups(pointInTimeRecovery, kernel.clock.now())
    },

    async DescribeContinuousBackups({ TableName }: any) {
      return backups((await existing(TableName)).pointInTimeRecovery, kernel.clock.now())
    },
  }
}

const DAY = 86_400_000

const backups = (recovery: TableSettings['pointInTimeRecovery'], now: number) => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: recovery
      ? {
          PointInTimeRecoveryStatus: 'ENABLED',
          RecoveryPeriodInDays: recovery.days,
          EarliestRestorableDateTime: Math.max(recovery.since, now - recovery.days * DAY) / 1000,
          LatestRestorableDateTime: now / 1000,
        }
      : { PointInTimeRecoveryStatus: 'DISABLED' },
  },
})
