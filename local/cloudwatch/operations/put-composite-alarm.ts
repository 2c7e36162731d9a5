import { AwsError } from '../../kernel/aws-error.ts'
import { type CompositeAlarm, isComposite } from '../alarm.ts'
import { checkActions } from '../alarm-actions.ts'
import { parseAlarmRule } from '../alarm-rule.ts'
import { type CloudWatchContext, toTags } from '../context.ts'

/** Makes or changes an alarm on the states of other alarms, and judges it at once. */
export const putCompositeAlarm = (context: CloudWatchContext) => (input: any) => {
  const { kernel, alarms, watch } = context
  const now = kernel.clock.now()
  const known = alarms.find(input.AlarmName)
  if (known && !isComposite(known)) throw refuse(`${input.AlarmName} is the name of a metric alarm.`)
  if (input.ActionsSuppressor) throw refuse('ActionsSuppressor is not served by the local runtime.')
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = input
  checkActions([...OKActions, ...AlarmActions, ...InsufficientDataActions], { composite: true })
  const children = parseAlarmRule(input.AlarmRule).alarms
  const missing = children.filter((name) => !alarms.find(name))
  if (missing.length > 0)
    throw refuse(`Could not save the composite alarm as alarms [${missing.join(', ')}] in the alarm rule do not exist`)
  refuseCircle(context, input.AlarmName, children)
  const alarm: CompositeAlarm = {
    name: input.AlarmName,
    arn: kernel.arn('cloudwatch', `alarm:${input.AlarmName}`),
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: OKActions,
    alarmActions: AlarmActions,
    insufficientDataActions: InsufficientDataActions,
    rule: input.AlarmRule,
    state: known?.state ?? { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', at: now },
    configuredAt: now,
    transitionedAt: known?.transitionedAt ?? now,
    tags: known?.tags ?? toTags(input.Tags),
  }
  alarms.put(alarm)
  alarms.remember(alarm, 'ConfigurationUpdate', `Alarm "${alarm.name}" ${known ? 'updated' : 'created'}`, {
    version: '1.0',
    type: known ? 'Update' : 'Create',
  })
  watch.composites.created(alarm)
}

function refuseCircle({ alarms, watch }: CloudWatchContext, name: string, children: string[]): void {
  const seen = new Set<string>()
  const open = [...children]
  for (let child = open.pop(); child !== undefined; child = open.pop()) {
    if (child === name) throw refuse(`The alarm rule of ${name} depends on ${name} itself.`)
    const alarm = alarms.find(child)
    if (seen.has(child) || !alarm || !isComposite(alarm)) continue
    seen.add(child)
    open.push(...watch.composites.ruleOf(alarm).alarms)
  }
}

const refuse = (message: string) => new AwsError('ValidationError', message)
