import type { Engine } from '../engine/engine.ts'
import { findExecution } from '../lookups.ts'

/** Stopping what has ended already answers with when it did. */
export const stopExecution = (engine: Engine) => (input: any) => {
  const execution = findExecution(engine, input.executionArn)
  engine.abort(execution, input.error, input.cause)
  return { stopDate: new Date(execution.stopDate!) }
}
