import { AwsError } from '../kernel/aws-error.ts'
import { checkArn } from './arns.ts'
import type { Engine } from './engine/engine.ts'
import type { MachineRecord } from './engine/records.ts'

export function taggedMachine(engine: Engine, arn: string): MachineRecord {
  checkArn(arn)
  const machine = engine.archive.machines.get(arn)
  if (!machine) throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`, 400, { resourceName: arn })
  return machine
}
