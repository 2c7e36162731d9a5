import { describeData } from '../describe-data.ts'
import type { Engine } from '../engine/engine.ts'
import { findExecution } from '../lookups.ts'
import { redriveObstacle } from '../redrive-status.ts'

export const describeExecution = (engine: Engine) => (input: any) => {
  const execution = findExecution(engine, input.executionArn)
  const { arn, machineArn, name, startDate, stopDate, redriveCount, redriveDate, traceHeader } = execution
  const obstacle = redriveObstacle(execution, engine.archive.historyOf(arn).events.length, engine.kernel.clock.now())
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
    redriveStatus: obstacle ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
    ...(obstacle && { redriveStatusReason: obstacle }),
  }
}
