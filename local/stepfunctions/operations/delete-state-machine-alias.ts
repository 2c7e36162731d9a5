import { checkArn } from '../arns.ts'
import type { Engine } from '../engine/engine.ts'

/** An alias that is not there is no error. */
export const deleteStateMachineAlias = (engine: Engine) => (input: any) => {
  checkArn(input.stateMachineAliasArn)
  engine.archive.aliases.delete(input.stateMachineAliasArn)
  return {}
}
