import { AwsError } from '../../kernel/aws-error.ts'
import type { EventsContext } from '../context.ts'

export const deleteRule =
  ({ rules, schedules, tags }: EventsContext) =>
  (input: any) => {
    const bus = rules.bus(input.EventBusName).Name
    const rule = rules.find(input.Name, bus)
    // Deleting what is not there is no error.
    if (!rule) return
    if (rule.Targets.length > 0)
      throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.")
    rules.delete(rule)
    tags.delete(rule.Arn)
    if (bus === 'default') schedules.forget(rule.Name)
  }
