import { isDeepStrictEqual } from 'node:util'
import { AwsError } from '../../kernel/aws-error.ts'
import { checkRouting, machineOf } from '../alias-routing.ts'
import type { Engine } from '../engine/engine.ts'
import type { AliasRecord } from '../engine/records.ts'

const ALIAS_LIMIT = 100

/** Creating the same alias again is no error. */
export const createStateMachineAlias = (engine: Engine) => (input: any) => {
  const { archive, kernel } = engine
  checkRouting(engine, input.routingConfiguration)
  const machineArn = machineOf(input.routingConfiguration[0].stateMachineVersionArn)
  const now = kernel.clock.now()
  const alias: AliasRecord = {
    arn: `${machineArn}:${input.name}`,
    machineArn,
    name: input.name,
    ...(input.description !== undefined && { description: input.description }),
    routing: input.routingConfiguration,
    createdAt: now,
    updatedAt: now,
  }
  const known = archive.aliases.get(alias.arn)
  if (known && !(known.description === alias.description && isDeepStrictEqual(known.routing, alias.routing)))
    throw new AwsError(
      'ConflictException',
      'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
    )
  if (!known && archive.aliasesOf(machineArn).length >= ALIAS_LIMIT)
    throw new AwsError('ServiceQuotaExceededException', `A state machine can have at most ${ALIAS_LIMIT} aliases`)
  if (!known) archive.aliases.put(alias.arn, alias)
  return { stateMachineAliasArn: alias.arn, creationDate: new Date((known ?? alias).createdAt) }
}
