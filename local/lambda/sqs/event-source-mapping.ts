import type { Kernel } from '../../kernel/kernel.ts'
import type { Table } from '../../store/store.ts'

/** A mapping as the store keeps it. */
export interface EventSourceMapping {
  uuid: string
  functionName: string
  /** The version or alias that it invokes. */
  qualifier?: string
  functionArn: string
  queueArn: string
  enabled: boolean
  batchSize: number
  windowSeconds: number
  /** Event patterns, of which a message must match one. */
  filters?: string[]
  maximumConcurrency?: number
  reportsBatchItemFailures: boolean
  lastModified: number
}

export const mappingTable = (kernel: Kernel): Table<EventSourceMapping> =>
  kernel.store.table('lambda.eventSourceMappings')

export function mappingConfiguration(kernel: Kernel, mapping: EventSourceMapping, state?: string) {
  return {
    UUID: mapping.uuid,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.windowSeconds,
    EventSourceArn: mapping.queueArn,
    FunctionArn: mapping.functionArn,
    EventSourceMappingArn: kernel.arn('lambda', `event-source-mapping:${mapping.uuid}`),
    LastModified: new Date(mapping.lastModified),
    State: state ?? (mapping.enabled ? 'Enabled' : 'Disabled'),
    StateTransitionReason: 'USER_INITIATED',
    ...(mapping.filters?.length && {
      FilterCriteria: { Filters: mapping.filters.map((Pattern) => ({ Pattern })) },
    }),
    FunctionResponseTypes: mapping.reportsBatchItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(mapping.maximumConcurrency !== undefined && {
      ScalingConfig: { MaximumConcurrency: mapping.maximumConcurrency },
    }),
  }
}
