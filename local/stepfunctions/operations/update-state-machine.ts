import { isDeepStrictEqual } from 'node:util'
import { AwsError } from '../../kernel/aws-error.ts'
import { checkDefinition } from '../check-definition.ts'
import { checkLogging, loggingOf } from '../check-logging.ts'
import { checkRole } from '../check-role.ts'
import type { Engine } from '../engine/engine.ts'
import { findMachine } from '../lookups.ts'
import { checkVersionDescription, publish } from '../publish.ts'

const CHANGES = [
  'definition',
  'roleArn',
  'loggingConfiguration',
  'tracingConfiguration',
  'encryptionConfiguration',
] as const

/** Executions that run go on with the definition and role they started with. What changes nothing is no new revision. */
export const updateStateMachine = (engine: Engine) => async (input: any) => {
  checkVersionDescription(input)
  const machine = findMachine(engine, input.stateMachineArn)
  const given = CHANGES.filter((key) => input[key] !== undefined)
  if (given.length === 0 && !input.publish)
    throw new AwsError(
      'MissingRequiredParameter',
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    )
  if (input.definition !== undefined) checkDefinition(engine, input.definition, machine.type)
  if (input.loggingConfiguration) {
    await checkLogging(engine.kernel, input.loggingConfiguration)
    input = { ...input, loggingConfiguration: loggingOf(input.loggingConfiguration) }
  }
  const updated = { ...machine, ...Object.fromEntries(given.map((key) => [key, input[key]])) }
  checkRole(engine.kernel, updated)
  updated.updatedAt = engine.kernel.clock.now()
  if (given.some((key) => !isDeepStrictEqual(machine[key], input[key]))) updated.revisionId = engine.kernel.requestId()
  engine.archive.machines.put(machine.arn, updated)
  const version = input.publish && publish(engine, updated, input.versionDescription)
  return {
    updateDate: new Date(updated.updatedAt),
    revisionId: updated.revisionId,
    ...(version && { stateMachineVersionArn: version.arn }),
  }
}
