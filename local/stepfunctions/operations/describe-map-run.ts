import type { Engine } from '../engine/engine.ts'
import { findMapRun } from '../lookups.ts'
import { mapRunCounts } from '../map-run-counts.ts'

export const describeMapRun = (engine: Engine) => (input: any) => {
  const mapRun = findMapRun(engine, input.mapRunArn)
  const { arn, executionArn, status, startDate, stopDate, redriveCount, redriveDate } = mapRun
  return {
    mapRunArn: arn,
    executionArn,
    status,
    startDate: new Date(startDate),
    ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
    maxConcurrency: mapRun.maxConcurrency,
    toleratedFailurePercentage: mapRun.toleratedFailurePercentage ?? 0,
    toleratedFailureCount: mapRun.toleratedFailureCount ?? 0,
    ...mapRunCounts(engine, mapRun),
    redriveCount,
    ...(redriveDate !== undefined && { redriveDate: new Date(redriveDate) }),
  }
}
