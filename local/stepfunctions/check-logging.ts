import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'

interface Logging {
  level?: string
  includeExecutionData?: boolean
  destinations?: { cloudWatchLogsLogGroup?: { logGroupArn?: string } }[]
}

/** A logging configuration with the defaults of what it leaves out. */
export const loggingOf = (given: Logging = {}): Record<string, unknown> => ({
  level: 'OFF',
  includeExecutionData: false,
  ...given,
})

/** Who logs needs exactly one log group to log to, and that must be there. */
export async function checkLogging(kernel: Kernel, given: Logging | undefined): Promise<void> {
  const { level = 'OFF', destinations = [] } = given ?? {}
  if (level === 'OFF' && destinations.length === 0) return
  const refuse = (why: string) => new AwsError('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${why}`)
  const [destination] = destinations
  if (!destination || destinations.length > 1) throw refuse('Must specify exactly one Log Destination.')
  const arn = destination.cloudWatchLogsLogGroup?.logGroupArn ?? ''
  const name = /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)(:\*)?$/.exec(arn)?.[1]
  if (name === undefined || !(await exists(kernel, name))) throw refuse('Log Destination not found.')
}

/** A runtime without the logs service knows no group that is missing. */
async function exists(kernel: Kernel, name: string): Promise<boolean> {
  if (!kernel.service('logs')) return true
  const { logGroups } = await kernel.call('logs', 'DescribeLogGroups', { logGroupNamePrefix: name }, kernel.root)
  return logGroups.some(({ logGroupName }: { logGroupName: string }) => logGroupName === name)
}
