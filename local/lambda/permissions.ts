import type { Kernel, Permission } from '../kernel/kernel.ts'
import { functionArn, parseFunctionName } from './function-name.ts'
import { mappingTable } from './sqs/event-source-mapping.ts'

/** What Lambda's page of the Service Authorization Reference asks for each operation. */
export function permissions(kernel: Kernel, operation: string, input: any): Permission[] {
  const onFunction = (action: string, name = input.FunctionName): Permission => {
    const { name: plain, qualifier = input.Qualifier } = parseFunctionName(name)
    return { action: `lambda:${action}`, resource: functionArn(kernel, plain, qualifier) }
  }
  switch (operation) {
    case 'Invoke':
      return [onFunction('InvokeFunction')]
    case 'ListFunctions':
    case 'ListEventSourceMappings':
    case 'GetAccountSettings':
      return [{ action: `lambda:${operation}`, resource: '*' }]
    case 'TagResource':
    case 'UntagResource':
    case 'ListTags':
      return [{ action: `lambda:${operation}`, resource: input.Resource }]
    case 'CreateFunction':
    case 'UpdateFunctionConfiguration':
      return [onFunction(operation), ...passRole(input.Role)]
    case 'CreateEventSourceMapping':
      return [
        {
          action: 'lambda:CreateEventSourceMapping',
          resource: '*',
          context: { 'lambda:FunctionArn': onFunction('').resource },
        },
      ]
    case 'GetEventSourceMapping':
    case 'UpdateEventSourceMapping':
    case 'DeleteEventSourceMapping':
      return [
        {
          action: `lambda:${operation}`,
          resource: kernel.arn('lambda', `event-source-mapping:${input.UUID}`),
          context: { 'lambda:FunctionArn': mappingTable(kernel).get(input.UUID)?.functionArn ?? '' },
        },
      ]
    default:
      return [onFunction(operation)]
  }
}

function passRole(role: string | undefined): Permission[] {
  if (!role) return []
  return [{ action: 'iam:PassRole', resource: role, context: { 'iam:PassedToService': 'lambda.amazonaws.com' } }]
}
