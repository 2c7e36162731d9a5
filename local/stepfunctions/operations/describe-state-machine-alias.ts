import type { Engine } from '../engine/engine.ts'
import { findAlias } from '../lookups.ts'

export const describeStateMachineAlias = (engine: Engine) => (input: any) => {
  const { arn, name, description, routing, createdAt, updatedAt } = findAlias(engine, input.stateMachineAliasArn)
  return {
    stateMachineAliasArn: arn,
    name,
    description,
    routingConfiguration: routing,
    creationDate: new Date(createdAt),
    updateDate: new Date(updatedAt),
  }
}
