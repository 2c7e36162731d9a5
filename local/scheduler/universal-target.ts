import { AwsError } from '../kernel/aws-error.ts'
import { fromJson } from '../wire/json-values.ts'
import { apiModel } from '../wire/model.ts'

/** The names of the SDK that differ from those of the API models. */
const SERVICES: Record<string, string> = {
  sfn: 'stepfunctions',
  eventbridge: 'events',
  sagemakerruntime: 'sagemaker-runtime',
  cloudwatchlogs: 'logs',
}
const READING = /^(get|describe|list|poll|receive|search|scan|query|select|lookup|discover|validate|batchGet)/

/** `arn:aws:scheduler:::aws-sdk:<service>:<operation>` -> the operation; refused by name when it is not served. */
export function universalTarget(arn: string): { service: string; operation: string; input(text: string): unknown } {
  const [, sdkName = '', name = ''] = /^arn:aws:scheduler:::aws-sdk:([a-zA-Z0-9-]+):([a-zA-Z0-9]+)$/.exec(arn) ?? []
  const service = SERVICES[sdkName.toLowerCase()] ?? sdkName.toLowerCase()
  const operation = name.charAt(0).toUpperCase() + name.slice(1)
  const refuse = (reason: string) => new AwsError('ValidationException', `The target ${arn} ${reason}.`)
  if (!name) throw refuse('is not of the form arn:aws:scheduler:::aws-sdk:service:operation')
  if (READING.test(name)) throw refuse('only reads, and a schedule cannot use what it reads')
  const model = apiModel(service)
  const shape = model?.operations[operation]?.input?.shape
  if (!model || !shape) throw refuse('is not served by the local runtime')
  return { service, operation, input: (text) => fromJson(model, shape, JSON.parse(text)) }
}
