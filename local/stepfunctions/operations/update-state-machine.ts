import { AwsError } from '../../kernel/aws-error.ts'
import { checkDefinition } from '../check-definition.ts'
import { checkRole } from '../check-role.ts'
import type { Engine } from '../engine/engine.ts'
import { findMachine } from '../lookups.ts'

/** Executions that run go on with the definition and role they started with. */
export const updateStateMachine = (engine: Engine) => (input: any) => {
  const machine = findMachine(engine, input.stateMachineArn)
  const changes = ['definition', 'roleArn', 'loggingConfiguration', 'tracingConfiguration'].filter(
    (key) => input[key] !== undefined,
  )
  if (changes.length === 0)
    throw new AwsError(
      'MissingRequiredParameter',
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    )
  if (input.definition !== undefined) checkDefinition(engine, input.definition, machine.type)
  const updated = { ...machine, ...Object.fromEntries(changes.map((key) => [key, input[key]])) }
  checkRole(engine.kernel, updated)
  updated.updatedAt = engine.kernel.clock.now()
  updated.revisionId = engine.kernel.requestId()
  engine.archive.machines.put(machine.arn, updated)
  return { updateDate: new Date(updated.updatedAt), revisionId: updated.revisionId }
}
