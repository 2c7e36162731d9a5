import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'

export const refused = (message: string) => new AwsError('ValidationError', message)

export const endpointNotFound = (kernel: Kernel, name: string) =>
  refused(`Endpoint ${name} of account ${kernel.account} not found.`)
