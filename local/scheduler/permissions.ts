import type { Kernel, Permission } from '../kernel/kernel.ts'

/** Actions and resources of EventBridge Scheduler, as the Service Authorization Reference lists them. */
export const schedulerPermissions =
  (kernel: Kernel) =>
  (operation: string, input: any): Permission[] => {
    const action = `scheduler:${operation}`
    if (operation === 'ListSchedules' || operation === 'ListScheduleGroups') return [{ action, resource: '*' }]
    if (input.ResourceArn) return [{ action, resource: input.ResourceArn }]
    if (operation.endsWith('ScheduleGroup'))
      return [{ action, resource: kernel.arn('scheduler', `schedule-group/${input.Name}`) }]
    const resource = kernel.arn('scheduler', `schedule/${input.GroupName ?? 'default'}/${input.Name}`)
    const role = input.Target?.RoleArn
    if (!role) return [{ action, resource }]
    const context = { 'iam:PassedToService': 'scheduler.amazonaws.com' }
    return [
      { action, resource },
      { action: 'iam:PassRole', resource: role, context },
    ]
  }
