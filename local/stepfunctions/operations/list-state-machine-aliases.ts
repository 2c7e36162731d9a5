import { machineOf } from '../alias-routing.ts'
import { checkArn } from '../arns.ts'
import type { Engine } from '../engine/engine.ts'
import { page } from '../pages.ts'

/** The aliases of a machine or, by a version's ARN, those that route to it; oldest first. */
export const listStateMachineAliases = (engine: Engine) => (input: any) => {
  const arn = input.stateMachineArn
  checkArn(arn)
  const machineArn = machineOf(arn)
  const aliases = engine.archive
    .aliasesOf(machineArn)
    .filter(({ routing }) => arn === machineArn || routing.some((route) => route.stateMachineVersionArn === arn))
  const { items, nextToken } = page(aliases, input.maxResults, input.nextToken)
  return {
    stateMachineAliases: items.map(({ arn: stateMachineAliasArn, createdAt }) => ({
      stateMachineAliasArn,
      creationDate: new Date(createdAt),
    })),
    nextToken,
  }
}
