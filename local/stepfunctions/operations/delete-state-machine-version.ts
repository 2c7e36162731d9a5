import { AwsError } from '../../kernel/aws-error.ts'
import { machineOf } from '../alias-routing.ts'
import { checkArn } from '../arns.ts'
import type { Engine } from '../engine/engine.ts'

/** A version that is not there is no error; one that an alias routes to is. */
export const deleteStateMachineVersion = (engine: Engine) => (input: any) => {
  const arn = input.stateMachineVersionArn
  checkArn(arn)
  const aliases = engine.archive
    .aliasesOf(machineOf(arn))
    .filter(({ routing }) => routing.some(({ stateMachineVersionArn }) => stateMachineVersionArn === arn))
  if (aliases.length > 0)
    throw new AwsError(
      'ConflictException',
      `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${aliases.map(({ name }) => name).join(', ')}]`,
    )
  engine.archive.versions.delete(arn)
  return {}
}
