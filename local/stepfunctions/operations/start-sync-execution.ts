import { AwsError } from '../../kernel/aws-error.ts'
import { checkName, executionArn } from '../arns.ts'
import { describeData } from '../describe-data.ts'
import type { Engine } from '../engine/engine.ts'
import { checkInput } from '../execution-input.ts'
import { findTarget } from '../start-target.ts'

/** Runs an Express machine and answers with what it came to. */
export const startSyncExecution = (engine: Engine) => async (input: any) => {
  const target = findTarget(engine, input.stateMachineArn)
  const { machine } = target
  if (machine.type !== 'EXPRESS')
    throw new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine')
  const name = input.name ?? engine.kernel.requestId()
  checkName(name)
  const text = input.input ?? '{}'
  checkInput(text)
  const arn = executionArn(machine.arn, name, engine.kernel.requestId())
  const execution = await engine.runExpress({ ...target, arn, name, input: text })
  const milliseconds = execution.stopDate! - execution.startDate
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    startDate: new Date(execution.startDate),
    stopDate: new Date(execution.stopDate!),
    ...describeData(execution),
    // AWS tells it of a failed one too, which has no output.
    outputDetails: { included: true },
    billingDetails: {
      billedMemoryUsedInMB: 64,
      billedDurationInMilliseconds: Math.max(100, Math.ceil(milliseconds / 100) * 100),
    },
  }
}
