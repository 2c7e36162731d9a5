import type { ResourceType } from '../resource-type.ts'

export const schedulerSchedule: ResourceType = {
  async put({ call, kernel, generatedName }, properties, previous) {
    const Name = properties.Name ?? previous?.made.ref ?? generatedName(64)
    const operation = previous?.made.ref === Name ? 'UpdateSchedule' : 'CreateSchedule'
    const { ScheduleArn } = await call('scheduler', operation, { ...properties, Name })
    return { ref: Name, attributes: { Arn: ScheduleArn ?? kernel.arn('scheduler', `schedule/default/${Name}`) } }
  },
  remove: ({ call }, made, { GroupName }) => call('scheduler', 'DeleteSchedule', { Name: made.ref, GroupName }),
}

export const schedulerScheduleGroup: ResourceType = {
  withoutEffect: ['Tags'],
  async put({ call, kernel, generatedName }, properties, previous) {
    const Name = properties.Name ?? previous?.made.ref ?? generatedName(64)
    if (previous?.made.ref !== Name) await call('scheduler', 'CreateScheduleGroup', { Name })
    return { ref: Name, attributes: { Arn: kernel.arn('scheduler', `schedule-group/${Name}`) } }
  },
  remove: ({ call }, made) => call('scheduler', 'DeleteScheduleGroup', { Name: made.ref }),
}
