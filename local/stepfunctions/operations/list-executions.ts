import { AwsError } from '../../kernel/aws-error.ts'
import type { Engine } from '../engine/engine.ts'
import { findMachine } from '../lookups.ts'
import { page } from '../pages.ts'

/** Newest first. */
export const listExecutions = (engine: Engine) => (input: any) => {
  if (!input.stateMachineArn)
    throw new AwsError('ValidationException', 'A stateMachineArn is required: the local runtime has no map runs')
  const machine = findMachine(engine, input.stateMachineArn)
  if (machine.type === 'EXPRESS')
    throw new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine')
  const matching = engine.archive
    .executionsOf(machine.arn)
    .filter(({ status, redriveCount }) => {
      if (input.statusFilter && status !== input.statusFilter) return false
      return !input.redriveFilter || (input.redriveFilter === 'REDRIVEN') === redriveCount > 0
    })
    .reverse()
  const { items, nextToken } = page(matching, input.maxResults, input.nextToken)
  return {
    executions: items.map(({ arn, name, machineArn, status, startDate, stopDate, redriveCount, redriveDate }) => ({
      executionArn: arn,
      stateMachineArn: machineArn,
      name,
      status,
      startDate: new Date(startDate),
      ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
      redriveCount,
      ...(redriveDate !== undefined && { redriveDate: new Date(redriveDate) }),
    })),
    nextToken,
  }
}
