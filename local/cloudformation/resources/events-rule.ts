import type { ResourceType } from '../resource-type.ts'

export const eventsRule: ResourceType = {
  withoutEffect: ['Tags'],
  async put({ call, kernel, generatedName }, properties, previous) {
    const Name = properties.Name ?? previous?.made.ref ?? generatedName(64)
    const { Description, EventPattern, ScheduleExpression, State, RoleArn, EventBusName, Targets = [] } = properties
    const pattern = EventPattern && (typeof EventPattern === 'string' ? EventPattern : JSON.stringify(EventPattern))
    const { RuleArn } = await call('events', 'PutRule', {
      Name,
      Description,
      EventPattern: pattern,
      ScheduleExpression,
      State,
      RoleArn,
      EventBusName,
    })
    const kept = new Set(Targets.map(({ Id }: any) => Id))
    const gone = (previous?.properties.Targets ?? []).map(({ Id }: any) => Id).filter((id: string) => !kept.has(id))
    if (gone.length > 0) await call('events', 'RemoveTargets', { Rule: Name, Ids: gone, EventBusName })
    if (Targets.length > 0) await call('events', 'PutTargets', { Rule: Name, Targets, EventBusName })
    return { ref: Name, attributes: { Arn: RuleArn ?? kernel.arn('events', `rule/${Name}`) } }
  },
  async remove({ call }, made, { Targets = [], EventBusName }) {
    if (Targets.length > 0)
      await call('events', 'RemoveTargets', { Rule: made.ref, Ids: Targets.map(({ Id }: any) => Id), EventBusName })
    await call('events', 'DeleteRule', { Name: made.ref, EventBusName })
  },
}
