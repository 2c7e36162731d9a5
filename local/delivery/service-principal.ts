import type { Kernel, Principal } from '../kernel/kernel.ts'

/** As whom a service calls a target: the role that it was given, else itself on behalf of a rule, topic or alarm. */
export function callerFor(kernel: Kernel, { service, sourceArn, roleArn, sessionName }: CallerOptions): Principal {
  if (roleArn) return kernel.assumeRole(service, roleArn, sessionName, sourceArn)
  return { kind: 'service', arn: service, service, sourceArn }
}

export interface CallerOptions {
  /** e.g. `events.amazonaws.com` */
  service: string
  sourceArn: string
  roleArn?: string
  sessionName: string
}
