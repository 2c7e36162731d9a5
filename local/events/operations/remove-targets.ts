import type { EventsContext } from '../context.ts'

export const removeTargets =
  ({ rules }: EventsContext) =>
  (input: any) => {
    const rule = rules.get(input.Rule, input.EventBusName)
    const missing = input.Ids.filter((id: string) => !rule.Targets.some(({ Id }) => Id === id))
    rules.put({ ...rule, Targets: rule.Targets.filter(({ Id }) => !input.Ids.includes(Id)) })
    return {
      FailedEntryCount: missing.length,
      FailedEntries: missing.map((TargetId: string) => ({
        TargetId,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Rule ${rule.Name} has no target ${TargetId}.`,
      })),
    }
  }
