import { AwsError } from '../../kernel/aws-error.ts'
import type { Engine } from '../engine/engine.ts'
import { findExecution } from '../lookups.ts'

/** Stopping what has ended already answers with when it did. */
export const stopExecution = (engine: Engine) => (input: any) => {
  if (input.executionArn.split(':')[5] === 'express')
    throw new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine')
  const execution = findExecution(engine, input.executionArn)
  engine.abort(execution, input.error, input.cause)
  return { stopDate: new Date(execution.stopDate!) }
}
