import { AwsError } from '../../kernel/aws-error.ts'
import type { Engine } from '../engine/engine.ts'
import { findExecution } from '../lookups.ts'
import { redriveStatus } from '../redrive-status.ts'

/** The same client token answers as it first did, whatever has become of the execution since. */
export const redriveExecution = (engine: Engine) => (input: any) => {
  const execution = findExecution(engine, input.executionArn)
  const token = input.clientToken
  const known = token === undefined ? undefined : execution.redriveTokens?.[token]
  if (known !== undefined) return { redriveDate: new Date(known) }
  const events = engine.archive.historyOf(execution.arn).events.length
  const status = redriveStatus(execution, events, engine.kernel.clock.now())
  if (status.redriveStatus !== 'REDRIVABLE')
    throw new AwsError(
      'ExecutionNotRedrivable',
      status.redriveStatusReason ?? 'Execution is a child of a Map Run and can only be redriven with it',
    )
  engine.redrive(execution, token)
  return { redriveDate: new Date(execution.redriveDate!) }
}
