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
        const buses = new Map<string, any[]>()
        for (const entry of input.Entries) {
          const arn = busArn(entry.EventBusName)
          buses.set(arn, [...(buses.get(arn) ?? []), entry])
        }
        return [...buses].map(([resource, entries]) => {
          const said = (name: string): string[] => [...new Set<string>(entries.flatMap((entry) => entry[name] ?? []))]
          return {
            action,
            resource,
            context: { 'events:source': said('Source'), 'events:detail-type': said('DetailType') },
          }
        })
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
      case 'UpdateEventBus':
      case 'DescribeEventBus':
        return [{ action, resource: busArn(input.Name) }]
      case 'PutPermission':
      case 'RemovePermission':
        return [{ action, resource: busArn(input.EventBusName) }]
      case 'CreateArchive':
      case 'UpdateArchive':
      case 'DeleteArchive':
      case 'DescribeArchive':
        return [{ action, resource: kernel.arn('events', `archive/${input.ArchiveName}`) }]
      case 'StartReplay':
        // The caller may replay from the archive.
        return [{ action, resource: input.EventSourceArn }]
      case 'CancelReplay':
      case 'DescribeReplay':
        return [{ action, resource: kernel.arn('events', `replay/${input.ReplayName}`) }]
      case 'TagResource':
      case 'UntagResource':
      case 'ListTagsForResource':
        return [{ action, resource: input.ResourceARN }]
      default:
        return [{ action, resource: '*' }]
    }
  }

const passRole = (resource: string): Permission => ({
  action: 'iam:PassRole',
  resource,
  context: { 'iam:PassedToService': 'events.amazonaws.com' },
})
