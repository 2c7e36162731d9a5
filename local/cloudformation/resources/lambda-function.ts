import type { ResourceType } from '../resource-type.ts'

const SETTINGS = [
  'Handler',
  'Runtime',
  'Role',
  'Description',
  'Timeout',
  'MemorySize',
  'Architectures',
  'Environment',
  'DeadLetterConfig',
  'TracingConfig',
  'LoggingConfig',
  'EphemeralStorage',
]

export const lambdaFunction: ResourceType = {
  async put({ call, artifact, generatedName }, properties, previous) {
    const FunctionName = properties.FunctionName ?? previous?.made.ref ?? generatedName(64)
    const settings = Object.fromEntries(
      SETTINGS.filter((key) => key in properties).map((key) => [key, properties[key]]),
    )
    const code = properties.Code.ZipFile
      ? { ZipFile: properties.Code.ZipFile }
      : { LocalPath: artifact(properties.Code.S3Key) }
    const Tags = Object.fromEntries((properties.Tags ?? []).map(({ Key, Value }: any) => [Key, Value]))
    const exists = previous?.made.ref === FunctionName
    if (exists) {
      const { Architectures, ...configuration } = settings
      await call('lambda', 'UpdateFunctionCode', { FunctionName, Architectures, ...code })
      await call('lambda', 'UpdateFunctionConfiguration', { FunctionName, ...configuration })
    } else await call('lambda', 'CreateFunction', { FunctionName, ...settings, Code: code, Tags })
    const reserved = properties.ReservedConcurrentExecutions
    if (reserved !== undefined)
      await call('lambda', 'PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions: Number(reserved) })
    const { Configuration } = await call('lambda', 'GetFunction', { FunctionName })
    return { ref: FunctionName, attributes: { Arn: Configuration.FunctionArn } }
  },
  remove: ({ call }, made) => call('lambda', 'DeleteFunction', { FunctionName: made.ref }),
}

export const lambdaPermission: ResourceType = {
  async put({ call, logicalId }, properties, previous) {
    const StatementId = logicalId
    if (previous) await this.remove({ call } as never, previous.made, previous.properties)
    const { FunctionName, Action, Principal, SourceArn, SourceAccount } = properties
    await call('lambda', 'AddPermission', { FunctionName, StatementId, Action, Principal, SourceArn, SourceAccount })
    return { ref: StatementId, attributes: {} }
  },
  remove: ({ call }, made, { FunctionName }) =>
    call('lambda', 'RemovePermission', { FunctionName, StatementId: made.ref }).catch(() => {}),
}

export const lambdaEventSourceMapping: ResourceType = {
  async put({ call }, properties, previous) {
    const { Enabled, BatchSize, MaximumBatchingWindowInSeconds, ...rest } = properties
    const input = {
      ...rest,
      ...(Enabled !== undefined && { Enabled: Enabled !== false }),
      ...(BatchSize !== undefined && { BatchSize: Number(BatchSize) }),
      ...(MaximumBatchingWindowInSeconds !== undefined && {
        MaximumBatchingWindowInSeconds: Number(MaximumBatchingWindowInSeconds),
      }),
    }
    if (previous) await call('lambda', 'DeleteEventSourceMapping', { UUID: previous.made.ref })
    const { UUID } = await call('lambda', 'CreateEventSourceMapping', input)
    return { ref: UUID, attributes: { Id: UUID } }
  },
  remove: ({ call }, made) => call('lambda', 'DeleteEventSourceMapping', { UUID: made.ref }),
}

export const lambdaEventInvokeConfig: ResourceType = {
  async put({ call, logicalId }, properties) {
    const { FunctionName, Qualifier, DestinationConfig, MaximumEventAgeInSeconds, MaximumRetryAttempts } = properties
    await call('lambda', 'PutFunctionEventInvokeConfig', {
      FunctionName,
      Qualifier,
      DestinationConfig,
      MaximumEventAgeInSeconds,
      MaximumRetryAttempts,
    })
    return { ref: logicalId, attributes: {} }
  },
  remove: ({ call }, _, { FunctionName, Qualifier }) =>
    call('lambda', 'DeleteFunctionEventInvokeConfig', { FunctionName, Qualifier }),
}
