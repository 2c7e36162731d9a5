import { AwsError } from '../kernel/aws-error.ts'
import { checkArn } from './arns.ts'
import type { Engine } from './engine/engine.ts'
import type { AliasRecord, ExecutionRecord, MachineRecord, MapRunRecord } from './engine/records.ts'

export function findMachine(engine: Engine, arn: string): MachineRecord {
  checkArn(arn)
  const machine = engine.archive.machines.get(arn)
  if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
  return machine
}

export function findExecution(engine: Engine, arn: string): ExecutionRecord {
  checkArn(arn)
  if (arn.split(':')[5] === 'express')
    throw new AwsError('InvalidArn', "Invalid Arn: 'Resource type not valid in this context: express'")
  const execution = engine.archive.executions.get(arn)
  if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
  return execution
}

export function findMapRun(engine: Engine, arn: string): MapRunRecord {
  checkArn(arn)
  const mapRun = engine.archive.mapRuns.get(arn)
  if (!mapRun) throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`, 400, { resourceName: arn })
  return mapRun
}

export function findAlias(engine: Engine, arn: string): AliasRecord {
  checkArn(arn)
  const alias = engine.archive.aliases.get(arn)
  if (!alias) throw new AwsError('ResourceNotFound', 'Request references a resource that does not exist.')
  return alias
}
