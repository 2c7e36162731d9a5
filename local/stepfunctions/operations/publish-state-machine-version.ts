import { AwsError } from '../../kernel/aws-error.ts'
import type { Engine } from '../engine/engine.ts'
import { findMachine } from '../lookups.ts'
import { publish } from '../publish.ts'

export const publishStateMachineVersion = (engine: Engine) => (input: any) => {
  const machine = findMachine(engine, input.stateMachineArn)
  if (input.revisionId !== undefined && input.revisionId !== (machine.revisionId ?? 'INITIAL'))
    throw new AwsError(
      'ConflictException',
      `Failed to publish the State Machine version for revision ${input.revisionId}. The current State Machine revision is ${machine.revisionId ?? 'INITIAL'}.`,
    )
  const { arn, createdAt } = publish(engine, machine, input.description)
  return { stateMachineVersionArn: arn, creationDate: new Date(createdAt) }
}
