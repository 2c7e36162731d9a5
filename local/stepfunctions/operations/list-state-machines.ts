import type { Engine } from '../engine/engine.ts'
import { page } from '../pages.ts'

export const listStateMachines = (engine: Engine) => (input: any) => {
  const all = [...engine.archive.machines.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  const { items, nextToken } = page(all, input.maxResults, input.nextToken)
  return {
    stateMachines: items.map(({ arn, name, type, createdAt }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: new Date(createdAt),
    })),
    nextToken,
  }
}
