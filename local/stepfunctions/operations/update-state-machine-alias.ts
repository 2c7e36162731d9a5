import { AwsError } from '../../kernel/aws-error.ts'
import { checkRouting } from '../alias-routing.ts'
import type { Engine } from '../engine/engine.ts'
import { findAlias } from '../lookups.ts'

export const updateStateMachineAlias = (engine: Engine) => (input: any) => {
  const { description, routingConfiguration: routing } = input
  if (description === undefined && routing === undefined)
    throw new AwsError('ValidationException', 'Either the description or the routingConfiguration must be specified')
  const alias = findAlias(engine, input.stateMachineAliasArn)
  if (routing !== undefined) checkRouting(engine, routing)
  const updatedAt = engine.kernel.clock.now()
  engine.archive.aliases.put(alias.arn, {
    ...alias,
    ...(description !== undefined && { description }),
    ...(routing !== undefined && { routing }),
    updatedAt,
  })
  return { updateDate: new Date(updatedAt) }
}
