import { describeData } from '../describe-data.ts'
import type { Engine } from '../engine/engine.ts'
import { findExecution } from '../lookups.ts'
import { redriveStatus } from '../redrive-status.ts'

export const describeExecution = (engine: Engine) => (input: any) => {
  const execution = findExecution(engine, input.executionArn)
  const { arn, machineArn, name, startDate, stopDate, redriveCount, redriveDate, traceHeader, versionArn, aliasArn } =
    execution
  const events = engine.archive.historyOf(arn).events.length
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    startDate: new Date(startDate),
    ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
    ...describeData(execution),
    ...(traceHeader !== undefined && { traceHeader }),
    redriveCount,
    ...(redriveDate !== undefined && { redriveDate: new Date(redriveDate) }),
    ...redriveStatus(execution, events, engine.kernel.clock.now()),
    ...(execution.child && { mapRunArn: execution.child.mapRunArn }),
    ...(versionArn && { stateMachineVersionArn: versionArn }),
    ...(aliasArn && { stateMachineAliasArn: aliasArn }),
  }
}
