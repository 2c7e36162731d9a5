import type { Engine } from '../engine/engine.ts'
import { findExecution } from '../lookups.ts'
import { page } from '../pages.ts'

/** Newest first. */
export const listMapRuns = (engine: Engine) => (input: any) => {
  const execution = findExecution(engine, input.executionArn)
  const runs = engine.archive.mapRunsOf(execution.arn).reverse()
  const { items, nextToken } = page(runs, input.maxResults, input.nextToken)
  return {
    mapRuns: items.map(({ arn, executionArn, machineArn, startDate, stopDate }) => ({
      executionArn,
      mapRunArn: arn,
      stateMachineArn: machineArn,
      startDate: new Date(startDate),
      ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
    })),
    nextToken,
  }
}
