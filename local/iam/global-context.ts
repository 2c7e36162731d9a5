import type { Kernel, Principal } from '../kernel/kernel.ts'
import type { Context } from './conditions.ts'

/** The condition keys that every call has, as AWS fills them in for this caller. */
export function globalContext(kernel: Kernel, principal: Principal): Context {
  const now = kernel.clock.date()
  const shared = {
    'aws:RequestedRegion': kernel.region,
    'aws:SecureTransport': 'true',
    'aws:CurrentTime': now.toISOString(),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    'aws:ResourceAccount': kernel.account,
  }
  if (principal.kind === 'service')
    return {
      ...shared,
      'aws:PrincipalIsAWSService': 'true',
      'aws:PrincipalServiceName': principal.service,
      'aws:SourceAccount': kernel.account,
      ...(principal.sourceArn && { 'aws:SourceArn': principal.sourceArn }),
    }
  return {
    ...shared,
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalAccount': kernel.account,
    'aws:PrincipalArn': principal.kind === 'role' ? principal.roleArn : principal.arn,
    'aws:PrincipalType': principal.kind === 'role' ? 'AssumedRole' : 'Account',
    'aws:SourceIp': '127.0.0.1',
  }
}
