import { AwsError } from '../../kernel/aws-error.ts'
import type { Engine } from '../engine/engine.ts'
import { findExecution } from '../lookups.ts'
import { redriveObstacle } from '../redrive-status.ts'

export const redriveExecution = (engine: Engine) => (input: any) => {
  const execution = findExecution(engine, input.executionArn)
  const obstacle = redriveObstacle(
    execution,
    engine.archive.historyOf(execution.arn).events.length,
    engine.kernel.clock.now(),
  )
  if (obstacle) throw new AwsError('ExecutionNotRedrivable', obstacle)
  engine.redrive(execution)
  return { redriveDate: new Date(execution.redriveDate!) }
}
