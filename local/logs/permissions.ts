import type { Kernel, Permission } from '../kernel/kernel.ts'
import { groupOf } from './context.ts'

const ON_STREAMS = new Set(['PutLogEvents', 'GetLogEvents', 'DeleteLogStream'])

/** Actions and resources of CloudWatch Logs, as the Service Authorization Reference lists them. */
export const logsPermissions =
  (kernel: Kernel) =>
  (operation: string, input: any): Permission[] => {
    const action = `logs:${operation}`
    if (operation === 'DescribeLogGroups')
      return [{ action, resource: `${kernel.arn('logs', 'log-group:')}:log-stream:*` }]
    if (input.resourceArn) return [{ action, resource: input.resourceArn }]
    const group = kernel.arn('logs', `log-group:${groupOf(input)}`)
    return [{ action, resource: `${group}:${ON_STREAMS.has(operation) ? `log-stream:${input.logStreamName}` : '*'}` }]
  }
