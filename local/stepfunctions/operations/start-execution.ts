import { AwsError } from '../../kernel/aws-error.ts'
import { checkName, executionArn } from '../arns.ts'
import type { Engine } from '../engine/engine.ts'
import { checkInput } from '../execution-input.ts'
import { findTarget } from '../start-target.ts'

const OPEN_LIMIT = 1_000_000

/**
 * The same name and input while it runs answers with the running execution; any other use of a name within 90 days
 * after its end is ExecutionAlreadyExists.
 */
export const startExecution = (engine: Engine) => (input: any) => {
  const target = findTarget(engine, input.stateMachineArn)
  const { machine } = target
  const name = input.name ?? engine.kernel.requestId()
  checkName(name)
  const text = input.input ?? '{}'
  checkInput(text)
  if (machine.type === 'EXPRESS') {
    const arn = executionArn(machine.arn, name, engine.kernel.requestId())
    engine.startExpress({ machine, arn, name, input: text })
    return { executionArn: arn, startDate: engine.kernel.clock.date() }
  }
  const arn = executionArn(machine.arn, name)
  const known = engine.archive.executions.get(arn)
  if (known?.status === 'RUNNING' && known.input === text)
    return { executionArn: arn, startDate: new Date(known.startDate) }
  if (known && !engine.archive.isExpired(known))
    throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`)
  if (engine.runningCount >= OPEN_LIMIT)
    throw new AwsError(
      'ExecutionLimitExceeded',
      `The maximum number of running executions has been reached: ${OPEN_LIMIT}`,
    )
  const { startDate } = engine.start({ ...target, arn, name, input: text, traceHeader: input.traceHeader })
  return { executionArn: arn, startDate: new Date(startDate) }
}
