import type { Engine } from '../engine/engine.ts'
import { findExecution } from '../lookups.ts'

/** The machine as it was when the execution started. */
export const describeStateMachineForExecution = (engine: Engine) => (input: any) => {
  const execution = findExecution(engine, input.executionArn)
  const machine = engine.archive.machines.get(execution.machineArn)
  return {
    stateMachineArn: execution.machineArn,
    name: execution.machineName,
    definition: engine.archive.definitionOf(execution),
    roleArn: execution.roleArn,
    updateDate: new Date(execution.machineUpdatedAt),
    loggingConfiguration: machine?.loggingConfiguration,
    tracingConfiguration: machine?.tracingConfiguration,
  }
}
