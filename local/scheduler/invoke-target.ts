import { callTarget, serviceOfArn } from '../delivery/call-target.ts'
import { deadLetter } from '../delivery/dead-letter.ts'
import type { GiveUp } from '../delivery/outbox.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, Principal } from '../kernel/kernel.ts'
import { assumeTargetRole } from './assume-target-role.ts'
import { type Invocation, payloadOf } from './invocation.ts'
import { universalTarget } from './universal-target.ts'

/** Calls a schedule's target as the schedule's role. */
export function createInvoke(kernel: Kernel) {
  return async (invocation: Invocation): Promise<void> => {
    tell(kernel, invocation, 'InvocationAttemptCount')
    try {
      await invoke(kernel, invocation)
    } catch (error) {
      tell(kernel, invocation, 'TargetErrorCount')
      throw error
    }
  }
}

async function invoke(kernel: Kernel, invocation: Invocation): Promise<void> {
  const { target, id } = invocation
  const principal = roleOf(kernel, invocation)
  const payload = payloadOf(kernel, invocation)
  switch (serviceOfArn(target.Arn)) {
    case 'events':
      return putEvent(kernel, invocation, payload, principal)
    case 'scheduler': {
      const { service, operation, input } = universalTarget(target.Arn)
      await kernel.call(service, operation, input(target.Input === undefined ? '{}' : payload), principal)
      return
    }
    default:
      return callTarget(kernel, {
        arn: target.Arn,
        payload,
        principal,
        executionName: id,
        messageGroupId: target.SqsParameters?.MessageGroupId,
      })
  }
}

async function putEvent(kernel: Kernel, { target, scheduleArn }: Invocation, Detail: string, principal: Principal) {
  const { DetailType, Source } = target.EventBridgeParameters!
  const entry = { Source, DetailType, Detail, EventBusName: target.Arn, Resources: [scheduleArn] }
  const { Entries } = await kernel.call('events', 'PutEvents', { Entries: [entry] }, principal)
  const [{ ErrorCode, ErrorMessage }] = Entries
  if (ErrorCode) throw new AwsError(ErrorCode, ErrorMessage)
}

export function createGiveUp(kernel: Kernel) {
  return async (invocation: Invocation, { error, exhausted }: GiveUp): Promise<void> => {
    const { target, scheduleArn, id, attempts, scheduledAt } = invocation
    tell(kernel, invocation, 'InvocationDroppedCount')
    const queue = target.DeadLetterConfig?.Arn
    if (!queue) return
    const story = {
      SCHEDULE_ARN: scheduleArn,
      TARGET_ARN: target.Arn,
      EXECUTION_ID: id,
      SCHEDULED_TIME: new Date(scheduledAt).toISOString().replace(/\.\d+Z$/, 'Z'),
      IS_PAYLOAD_TRUNCATED: 'false',
      ERROR_CODE: error.code,
      ERROR_MESSAGE: error.message,
      EXHAUSTED_RETRY_CONDITION: exhausted,
      RETRY_ATTEMPTS: attempts - 1,
    }
    try {
      await deadLetter(kernel, queue, payloadOf(kernel, invocation), story, roleOf(kernel, invocation))
      tell(kernel, invocation, 'InvocationsSentToDeadLetterCount')
    } catch (error) {
      tell(kernel, invocation, 'InvocationsFailedToBeSentToDeadLetterCount')
      throw error
    }
  }
}

function tell(kernel: Kernel, { scheduleArn }: Invocation, name: string): void {
  const ScheduleGroup = scheduleArn.split('/')[1]!
  kernel.metric({ namespace: 'AWS/Scheduler', name, dimensions: { ScheduleGroup }, value: 1, unit: 'Count' })
}

const roleOf = (kernel: Kernel, { target, id, scheduleArn }: Invocation) =>
  assumeTargetRole(kernel, target.RoleArn, id, scheduleArn)
