import { AwsError } from '../kernel/aws-error.ts'
import { checkArn } from './arns.ts'
import type { Engine } from './engine/engine.ts'
import type { ExecutionRecord, MachineRecord } from './engine/records.ts'

export function findMachine(engine: Engine, arn: string): MachineRecord {
  checkArn(arn)
  const machine = engine.archive.machines.get(arn)
  if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
  return machine
}

export function findExecution(engine: Engine, arn: string): ExecutionRecord {
  checkArn(arn)
  const execution = engine.archive.executions.get(arn)
  if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
  return execution
}
