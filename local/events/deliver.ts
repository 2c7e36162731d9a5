import { callTarget, serviceOfArn } from '../delivery/call-target.ts'
import { deadLetter } from '../delivery/dead-letter.ts'
import { deadLetterCode } from '../delivery/delivery-error.ts'
import type { GiveUp } from '../delivery/outbox.ts'
import { callerFor } from '../delivery/service-principal.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, Principal } from '../kernel/kernel.ts'
import type { Bus, EventDelivery } from './bus.ts'
import { isJson } from './is-json.ts'
import { busName } from './rule-book.ts'
import { tellRuleMetric } from './rule-metrics.ts'
import { targetInput } from './target-input.ts'

const SERVICE = 'events.amazonaws.com'

export function createDeliver(kernel: Kernel, bus: Bus) {
  return async (delivery: EventDelivery): Promise<void> => {
    const { target, rule, eventText, eventId } = delivery
    tellRuleMetric(kernel, rule.arn, 'Invocations')
    const principal = callerFor(kernel, {
      service: SERVICE,
      sourceArn: rule.arn,
      roleArn: target.RoleArn,
      sessionName: `events-${rule.name}`.slice(0, 64),
    })
    if (serviceOfArn(target.Arn) === 'events') {
      kernel.authorize(principal, [{ action: 'events:PutEvents', resource: target.Arn }])
      bus.pass(busName(target.Arn), eventId, eventText)
      return
    }
    await callTarget(kernel, {
      arn: target.Arn,
      payload: payloadOf(delivery),
      principal,
      executionName: `${eventId}_${delivery.id}`,
      messageGroupId: target.SqsParameters?.MessageGroupId,
    })
  }
}

/**
 * What goes out. A function or a machine takes JSON alone; whatever a transformer has made must be JSON, or lines of
 * it, wherever it goes.
 */
function payloadOf({ target, rule, eventText, createdAt }: EventDelivery): string {
  const input = targetInput(target, eventText, { ...rule, ingestedAt: createdAt })
  const service = serviceOfArn(target.Arn)
  const strict = service === 'lambda' || service === 'states'
  const fits = isJson(input) || (!strict && target.InputTransformer && input.split('\n').every(isJson))
  if (!fits) throw new AwsError('InvalidJson', `The input for ${target.Arn} is not valid JSON: ${input.slice(0, 200)}`)
  return input
}

export function createGiveUp(kernel: Kernel) {
  return async (delivery: EventDelivery, { error, exhausted }: GiveUp): Promise<void> => {
    const { arn } = delivery.rule
    tellRuleMetric(kernel, arn, 'FailedInvocations')
    const queue = delivery.target.DeadLetterConfig?.Arn
    if (!queue) return
    const story = {
      RULE_ARN: arn,
      TARGET_ARN: delivery.target.Arn,
      ERROR_CODE: error.code === 'InvalidJson' ? 'INVALID_JSON' : deadLetterCode(error),
      ERROR_MESSAGE: error.message,
      EXHAUSTED_RETRY_CONDITION: exhausted,
      RETRY_ATTEMPTS: delivery.attempts - 1,
    }
    const principal: Principal = { kind: 'service', arn: SERVICE, service: SERVICE, sourceArn: arn }
    try {
      await deadLetter(kernel, queue, delivery.eventText, story, principal)
      tellRuleMetric(kernel, arn, 'InvocationsSentToDlq')
    } catch (failure) {
      tellRuleMetric(kernel, arn, 'InvocationsFailedToBeSentToDlq')
      throw failure
    }
  }
}
