import { AwsError } from '../../kernel/aws-error.ts'
import type { Engine } from '../engine/engine.ts'
import { findMapRun } from '../lookups.ts'

const LIMITS = ['maxConcurrency', 'toleratedFailureCount', 'toleratedFailurePercentage'] as const

/** The new limits hold from the next child on; those that run go on. */
export const updateMapRun = (engine: Engine) => (input: any) => {
  const mapRun = findMapRun(engine, input.mapRunArn)
  const given = LIMITS.filter((limit) => input[limit] !== undefined)
  if (given.length === 0)
    throw new AwsError('ValidationException', `At least one of these is required: [${LIMITS.join(', ')}]`, 400, {
      reason: 'MISSING_REQUIRED_PARAMETER',
    })
  if (mapRun.status !== 'RUNNING')
    throw new AwsError('ValidationException', `The Map Run is ${mapRun.status} and cannot be updated`, 400, {
      reason: 'CANNOT_UPDATE_COMPLETED_MAP_RUN',
    })
  for (const limit of given) mapRun[limit] = input[limit]
  engine.archive.mapRuns.put(mapRun.arn, mapRun)
  engine.mapRunUpdated(mapRun.arn)
  return {}
}
