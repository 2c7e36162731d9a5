import { AwsError } from '../kernel/aws-error.ts'
import type { Engine } from './engine/engine.ts'
import type { AliasRecord } from './engine/records.ts'

const VERSION_ARN = /^arn:aws:states:[^:]+:\d{12}:stateMachine:[^:]+:\d+$/

/** Refuses routes that AWS refuses: to what is no version, twice to one, to another machine, not adding up to 100. */
export function checkRouting({ archive }: Engine, routing: AliasRecord['routing']): void {
  const invalid = (message: string) =>
    new AwsError('ValidationException', message, 400, { reason: 'INVALID_ROUTING_CONFIGURATION' })
  const arns = routing.map(({ stateMachineVersionArn }) => stateMachineVersionArn)
  const received = `Received: [${arns.join(', ')}]`
  if (!arns.every((arn) => VERSION_ARN.test(arn)))
    throw invalid(`Routing configuration must contain state machine version ARNs. ${received}`)
  if (new Set(arns).size < arns.length)
    throw invalid(`Routing configuration must contain distinct state machine version ARNs. ${received}`)
  if (new Set(arns.map(machineOf)).size > 1)
    throw invalid(`Routing configuration must contain versions of one state machine. ${received}`)
  const weights = routing.map(({ weight }) => weight)
  if (weights.reduce((sum, weight) => sum + weight) !== 100)
    throw invalid(`Sum of routing configuration weights must equal 100. Received: [${weights.join(', ')}]`)
  if (!arns.every((arn) => archive.versions.has(arn)))
    throw new AwsError('ResourceNotFound', 'Request references a resource that does not exist.')
}

/** arn:...:stateMachine:m:3 -> arn:...:stateMachine:m */
export const machineOf = (arn: string) => arn.split(':').slice(0, 7).join(':')
