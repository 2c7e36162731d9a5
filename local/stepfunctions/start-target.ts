import { AwsError } from '../kernel/aws-error.ts'
import { checkArn } from './arns.ts'
import type { Engine } from './engine/engine.ts'
import type { MachineRecord } from './engine/records.ts'

export interface Target {
  machine: MachineRecord
  versionArn?: string
  aliasArn?: string
}

/** The machine, version or alias that an ARN names; of an alias the version that its weights draw. */
export function findTarget({ archive }: Engine, arn: string, random: () => number = Math.random): Target {
  checkArn(arn)
  const machine = archive.machines.get(arn)
  if (machine) return { machine }
  const version = archive.versions.get(arn)
  if (version) return { machine: version.machine, versionArn: arn }
  const alias = archive.aliases.get(arn)
  if (!alias) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
  const [first, second] = alias.routing
  const route = second && random() * 100 >= first!.weight ? second : first!
  const { stateMachineVersionArn: versionArn } = route
  return { machine: archive.versions.get(versionArn)!.machine, versionArn, aliasArn: arn }
}
