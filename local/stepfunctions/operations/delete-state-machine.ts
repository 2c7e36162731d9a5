import { checkArn } from '../arns.ts'
import type { Engine } from '../engine/engine.ts'

/** Running executions end first on AWS; here they are stopped. A machine that is not there is no error. */
export const deleteStateMachine = (engine: Engine) => (input: any) => {
  checkArn(input.stateMachineArn)
  for (const execution of engine.archive.executionsOf(input.stateMachineArn)) engine.abort(execution)
  const { archive } = engine
  for (const { arn } of archive.aliasesOf(input.stateMachineArn)) archive.aliases.delete(arn)
  for (const { arn } of archive.versionsOf(input.stateMachineArn)) archive.versions.delete(arn)
  archive.machines.delete(input.stateMachineArn)
  return {}
}
