import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, Principal } from '../kernel/kernel.ts'

const SERVICE = 'scheduler.amazonaws.com'

/** The session in which a schedule's target is called. */
export function assumeTargetRole(kernel: Kernel, roleArn: string, id: string, scheduleArn: string): Principal {
  return kernel.assumeRole(SERVICE, roleArn, `scheduler-${id}`, groupArn(scheduleArn))
}

/** Refuses a role that Scheduler may not assume, when it is handed over. */
export function checkTargetRole(kernel: Kernel, roleArn: string, scheduleArn: string): void {
  try {
    kernel.trust(SERVICE, roleArn, groupArn(scheduleArn))
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new AwsError(
      'ValidationException',
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    )
  }
}

/** The source of a call is the schedule's group: trust policies are scoped to groups, not to schedules. */
const groupArn = (scheduleArn: string) => scheduleArn.replace(/:schedule\/([^/]+)\/.*$/, ':schedule-group/$1')
