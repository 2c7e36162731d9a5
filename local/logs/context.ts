import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { LogStore } from './log-store.ts'

/** What the operations work on. */
export interface LogsContext {
  kernel: Kernel
  store: LogStore
}

/** The group that an input names, by name, or by name or ARN as identifier. */
export function groupOf({ logGroupName, logGroupIdentifier }: any): string {
  const given = logGroupName ?? logGroupIdentifier
  if (given === undefined) throw new AwsError('InvalidParameterException', 'logGroupName is required.')
  return given.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '')
}
