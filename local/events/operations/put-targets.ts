import { isCallable, serviceOfArn } from '../../delivery/call-target.ts'
import { AwsError } from '../../kernel/aws-error.ts'
import type { EventsContext } from '../context.ts'
import { isJson } from '../is-json.ts'
import { parseJsonPath } from '../json-path.ts'
import type { Target } from '../rule.ts'
import { undefinedVariable } from '../transform-input.ts'

const TARGETS_PER_RULE = 5

export const putTargets =
  ({ rules }: EventsContext) =>
  (input: any) => {
    const rule = rules.get(input.Rule, input.EventBusName)
    const targets = new Map(rule.Targets.map((target) => [target.Id, target]))
    for (const target of input.Targets as Target[]) {
      check(target)
      targets.set(target.Id, target)
    }
    if (targets.size > TARGETS_PER_RULE)
      throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.')
    rules.put({ ...rule, Targets: [...targets.values()] })
    return { FailedEntryCount: 0, FailedEntries: [] }
  }

function check(target: Target): void {
  const refuse = (message: string) => new AwsError('ValidationException', message)
  if (!isCallable(target.Arn) && !/^arn:aws:events:[^:]*:\d{12}:event-bus\//.test(target.Arn))
    throw refuse(`The local runtime serves no EventBridge target of the kind of ${target.Arn} (Id ${target.Id}).`)
  if (serviceOfArn(target.Arn) === 'states' && !target.RoleArn)
    throw refuse(`RoleArn is required for target ${target.Arn}.`)
  if (/\.fifo$/.test(target.Arn) && !target.SqsParameters?.MessageGroupId)
    throw refuse(`Parameter(s) SqsParameters must be specified for target: ${target.Id}.`)
  const inputs = [target.Input, target.InputPath, target.InputTransformer].filter((input) => input !== undefined)
  if (inputs.length > 1)
    throw refuse(`Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`)
  if (target.Input !== undefined && !isJson(target.Input))
    throw refuse(`JSON syntax error in input for target ${target.Id}`)
  if (target.InputPath !== undefined) parseJsonPath(target.InputPath)
  for (const path of Object.values(target.InputTransformer?.InputPathsMap ?? {})) parseJsonPath(path)
  const missing = target.InputTransformer && undefinedVariable(target.InputTransformer)
  if (missing !== undefined)
    throw refuse(`InputTemplate for target ${target.Id} contains invalid placeholder ${missing}.`)
  const reserved = Object.keys(target.InputTransformer?.InputPathsMap ?? {}).find((name) => /^aws\./i.test(name))
  if (reserved) throw refuse(`InputPathsMap key ${reserved} is reserved.`)
}
