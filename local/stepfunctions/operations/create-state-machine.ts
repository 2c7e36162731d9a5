import { isDeepStrictEqual } from 'node:util'
import { AwsError } from '../../kernel/aws-error.ts'
import { checkName } from '../arns.ts'
import { checkDefinition } from '../check-definition.ts'
import { checkLogging, loggingOf } from '../check-logging.ts'
import { checkRole } from '../check-role.ts'
import type { Engine } from '../engine/engine.ts'
import type { MachineRecord } from '../engine/records.ts'
import { checkVersionDescription, publish } from '../publish.ts'

export const createStateMachine = (engine: Engine) => async (input: any) => {
  const { kernel, archive } = engine
  checkVersionDescription(input)
  checkName(input.name)
  const type = input.type ?? 'STANDARD'
  checkDefinition(engine, input.definition, type)
  await checkLogging(kernel, input.loggingConfiguration)
  const arn = kernel.arn('states', `stateMachine:${input.name}`)
  const now = kernel.clock.now()
  const machine: MachineRecord = {
    arn,
    name: input.name,
    roleArn: input.roleArn,
    type,
    definition: input.definition,
    createdAt: now,
    updatedAt: now,
    loggingConfiguration: loggingOf(input.loggingConfiguration),
    tracingConfiguration: input.tracingConfiguration ?? { enabled: false },
    ...(input.encryptionConfiguration && { encryptionConfiguration: input.encryptionConfiguration }),
    tags: input.tags ?? [],
  }
  const known = archive.machines.get(arn)
  if (!known) checkRole(kernel, machine)
  if (known && !isSame(known, machine))
    throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`)
  if (!known) archive.machines.put(arn, machine)
  const version = input.publish && publish(engine, known ?? machine, input.versionDescription)
  return {
    stateMachineArn: arn,
    creationDate: new Date(known?.createdAt ?? now),
    ...(version && { stateMachineVersionArn: version.arn }),
  }
}

/** Creating the same machine again is no error; role and tags are not compared, as AWS documents. */
const isSame = (a: MachineRecord, b: MachineRecord) =>
  a.definition === b.definition &&
  a.type === b.type &&
  isDeepStrictEqual(a.loggingConfiguration, b.loggingConfiguration) &&
  isDeepStrictEqual(a.tracingConfiguration, b.tracingConfiguration)
