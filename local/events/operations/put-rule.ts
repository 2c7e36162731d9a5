import { AwsError } from '../../kernel/aws-error.ts'
import { parseScheduleExpression } from '../../scheduler/expression/schedule-expression.ts'
import type { EventsContext } from '../context.ts'
import { compilePattern } from '../pattern/compile-pattern.ts'
import { ruleArn } from '../rule-book.ts'

export const putRule =
  ({ kernel, rules, schedules, tags }: EventsContext) =>
  (input: any) => {
    const bus = rules.bus(input.EventBusName).Name
    const { EventPattern } = input
    // One that is empty is none.
    const ScheduleExpression = input.ScheduleExpression || undefined
    if (EventPattern === undefined && ScheduleExpression === undefined)
      throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.')
    if (EventPattern !== undefined) compilePattern(EventPattern)
    if (ScheduleExpression !== undefined) {
      if (bus !== 'default')
        throw new AwsError('ValidationException', 'ScheduleExpression is supported only on the default event bus.')
      checkSchedule(ScheduleExpression)
    }
    const Arn = ruleArn(kernel, bus, input.Name)
    const known = rules.find(input.Name, bus)
    rules.put({
      Name: input.Name,
      Arn,
      EventBusName: bus,
      EventPattern,
      ScheduleExpression,
      State: input.State ?? 'ENABLED',
      Description: input.Description,
      RoleArn: input.RoleArn,
      Targets: known?.Targets ?? [],
    })
    if (input.Tags && !known) tags.put(Arn, input.Tags)
    if (bus === 'default') schedules.follow(rules.get(input.Name))
    return { RuleArn: Arn }
  }

function checkSchedule(text: string): void {
  try {
    if (parseScheduleExpression(text).kind !== 'at') return
  } catch {}
  throw new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.')
}
