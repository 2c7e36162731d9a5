import { isCallable, serviceOfArn } from '../delivery/call-target.ts'
import { AwsError } from '../kernel/aws-error.ts'
import { parseScheduleExpression } from './expression/schedule-expression.ts'
import { isTimeZone } from './expression/time-zone.ts'
import type { ScheduleTarget } from './schedule.ts'
import { universalTarget } from './universal-target.ts'

/** The rules of CreateSchedule and UpdateSchedule that go beyond the shape of their input. */
export function checkSchedule(input: any): void {
  try {
    parseScheduleExpression(input.ScheduleExpression)
  } catch {
    throw refuse(`Invalid Schedule Expression ${input.ScheduleExpression}.`)
  }
  const zone = input.ScheduleExpressionTimezone
  if (zone !== undefined && !isTimeZone(zone)) throw refuse(`The timezone ${zone} is not valid.`)
  const { Mode, MaximumWindowInMinutes } = input.FlexibleTimeWindow
  if (Mode === 'FLEXIBLE' && MaximumWindowInMinutes === undefined)
    throw refuse('MaximumWindowInMinutes must be specified for a flexible time window.')
  if (Mode === 'OFF' && MaximumWindowInMinutes !== undefined)
    throw refuse('MaximumWindowInMinutes must not be specified when the flexible time window is OFF.')
  if (input.StartDate && input.EndDate && input.EndDate <= input.StartDate)
    throw refuse('The EndDate must be after the StartDate.')
  checkTarget(input.Target)
}

function checkTarget(target: ScheduleTarget): void {
  const service = serviceOfArn(target.Arn)
  if (service === 'scheduler') {
    universalTarget(target.Arn)
    requireJson(target.Input ?? '{}')
  } else if (service === 'events') {
    if (!target.EventBridgeParameters) throw refuse('EventBridgeParameters must be specified for an event bus target.')
  } else if (service === 'logs' || !isCallable(target.Arn))
    throw refuse(`Provided Arn is not in correct format, or is of a target that is not served: ${target.Arn}.`)
  if (/^arn:aws:sqs:.*\.fifo$/.test(target.Arn) && !target.SqsParameters?.MessageGroupId)
    throw refuse('SqsParameters with a MessageGroupId must be specified for a FIFO queue.')
  if (target.DeadLetterConfig?.Arn?.endsWith('.fifo')) throw refuse('A dead-letter queue must be a standard queue.')
  if ((service === 'lambda' || service === 'states') && target.Input !== undefined) requireJson(target.Input)
}

function requireJson(input: string): void {
  try {
    // Placeholders outside quotes stand for JSON values.
    JSON.parse(input.replace(/<aws\.scheduler\.[a-z-]+>/g, '0'))
  } catch (error) {
    throw refuse(`Invalid Target Input: ${(error as Error).message}.`)
  }
}

const refuse = (message: string) => new AwsError('ValidationException', message)
