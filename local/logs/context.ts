import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { page } from '../paging/page.ts'
import type { LogStore } from './log-store.ts'

/** What the operations work on. */
export interface LogsContext {
  kernel: Kernel
  store: LogStore
}

/** The group that an input names, by name, or by name or ARN as identifier. */
export function groupOf({ logGroupName, logGroupIdentifier }: any): string {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined)
    throw new AwsError('ValidationException', 'LogGroup name and LogGroup ARN are mutually exclusive parameters.')
  const given = logGroupName ?? logGroupIdentifier
  if (given === undefined) throw new AwsError('InvalidParameterException', 'logGroupName is required.')
  return given.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '')
}

/** A page of a list; what is no token of such a page is refused in the words of this service. */
export function pageOf<T>(all: readonly T[], token: string | undefined, size: number) {
  try {
    return page(all, token, size)
  } catch {
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.')
  }
}
