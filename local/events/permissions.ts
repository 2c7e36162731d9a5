import type { Kernel, Permission } from '../kernel/kernel.ts'
import { busName, ruleArn } from './rule-book.ts'

/** Actions and resources of EventBridge, as the Service Authorization Reference lists them. */
export const eventsPermissions =
  (kernel: Kernel) =>
  (operation: string, input: any): Permission[] => {
    const action = `events:${operation}`
    const busArn = (name?: string) => kernel.arn('events', `event-bus/${busName(name ?? 'default')}`)
    switch (operation) {
      case 'PutEvents': {
        const buses = new Set<string>(input.Entries.map((entry: any) => busArn(entry.EventBusName)))
        return [...buses].map((resource) => ({ action, resource }))
      }
      case 'PutTargets': {
        const roles = new Set<string>(input.Targets.flatMap(({ RoleArn }: any) => RoleArn ?? []))
        return [
          { action, resource: ruleArn(kernel, busName(input.EventBusName ?? 'default'), input.Rule) },
          ...[...roles].map((resource) => passRole(resource)),
        ]
      }
      case 'PutRule':
      case 'DeleteRule':
      case 'DescribeRule':
      case 'EnableRule':
      case 'DisableRule':
      case 'RemoveTargets':
      case 'ListTargetsByRule': {
        const name = input.Name ?? input.Rule
        return [{ action, resource: ruleArn(kernel, busName(input.EventBusName ?? 'default'), name) }]
      }
      case 'CreateEventBus':
      case 'DeleteEventBus':
      case 'DescribeEventBus':
        return [{ action, resource: busArn(input.Name) }]
      default:
        return [{ action, resource: '*' }]
    }
  }

const passRole = (resource: string): Permission => ({
  action: 'iam:PassRole',
  resource,
  context: { 'iam:PassedToService': 'events.amazonaws.com' },
})
