import { AwsError } from '../../kernel/aws-error.ts'
import type { Engine } from '../engine/engine.ts'
import type { ExecutionRecord } from '../engine/records.ts'
import { findMapRun } from '../lookups.ts'
import { page } from '../pages.ts'
import { findTarget } from '../start-target.ts'

/** Newest first. */
export const listExecutions = (engine: Engine) => (input: any) => {
  const matching = executionsOf(engine, input)
    .filter(({ status, redriveCount }) => {
      if (input.statusFilter && status !== input.statusFilter) return false
      return !input.redriveFilter || (input.redriveFilter === 'REDRIVEN') === redriveCount > 0
    })
    .reverse()
  const { items, nextToken } = page(matching, input.maxResults, input.nextToken)
  return {
    executions: items.map(
      ({ arn, name, machineArn, status, startDate, stopDate, redriveCount, redriveDate, ...more }) => ({
        executionArn: arn,
        stateMachineArn: machineArn,
        name,
        status,
        startDate: new Date(startDate),
        ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
        ...(more.child && { mapRunArn: more.child.mapRunArn, itemCount: more.child.itemCount }),
        ...(more.versionArn && { stateMachineVersionArn: more.versionArn }),
        ...(more.aliasArn && { stateMachineAliasArn: more.aliasArn }),
        redriveCount,
        ...(redriveDate !== undefined && { redriveDate: new Date(redriveDate) }),
      }),
    ),
    nextToken,
  }
}

function executionsOf(engine: Engine, { stateMachineArn, mapRunArn }: any): ExecutionRecord[] {
  if ((stateMachineArn === undefined) === (mapRunArn === undefined))
    throw new AwsError('ValidationException', 'Must specify exactly one of stateMachineArn or mapRunArn')
  const refuse = () =>
    new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine')
  if (mapRunArn !== undefined) {
    if (findMapRun(engine, mapRunArn).childType === 'EXPRESS') throw refuse()
    return engine.archive.childrenOf(mapRunArn)
  }
  const { machine, versionArn, aliasArn } = findTarget(engine, stateMachineArn)
  if (machine.type === 'EXPRESS') throw refuse()
  return engine.archive
    .executionsOf(machine.arn)
    .filter(
      (execution) =>
        (!versionArn || execution.versionArn === versionArn) && (!aliasArn || execution.aliasArn === aliasArn),
    )
}
