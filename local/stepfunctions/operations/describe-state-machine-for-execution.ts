import { describeMachine } from '../describe-machine.ts'
import type { Engine } from '../engine/engine.ts'
import { findExecution } from '../lookups.ts'

/** Of a child of a map run: the machine of its items, which is the Map's ItemProcessor. */
export const describeStateMachineForExecution = (engine: Engine) => (input: any) => {
  const execution = findExecution(engine, input.executionArn)
  const { archive } = engine
  const mapRun = execution.child && archive.mapRuns.get(execution.child.mapRunArn)
  return {
    ...describeMachine({
      ...archive.machines.get(execution.machineArn),
      arn: execution.machineArn,
      name: execution.machineName,
      definition: archive.definitionOf(execution),
      roleArn: execution.roleArn,
    }),
    updateDate: new Date(execution.machineUpdatedAt),
    ...(mapRun && { mapRunArn: mapRun.arn, label: mapRun.label }),
    ...(execution.revisionId && { revisionId: execution.revisionId }),
  }
}
