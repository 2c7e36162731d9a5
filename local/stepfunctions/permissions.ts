import type { Permission } from '../kernel/kernel.ts'
import { machineArnOf } from './arns.ts'
import { executionOfToken } from './engine/callbacks.ts'

const ON_EVERYTHING = new Set(['ListStateMachines', 'ValidateStateMachineDefinition', 'TestState'])

/** What AWS's Service Authorization Reference asks for an operation. */
export function permissionsOf(operation: string, input: any, machineArn: (name: string) => string): Permission[] {
  const needed: Permission[] = [{ action: `states:${operation}`, resource: resourceOf(operation, input, machineArn) }]
  if (['CreateStateMachine', 'UpdateStateMachine', 'TestState'].includes(operation) && input.roleArn)
    needed.push({
      action: 'iam:PassRole',
      resource: input.roleArn,
      context: { 'iam:PassedToService': 'states.amazonaws.com' },
    })
  return needed
}

function resourceOf(operation: string, input: any, machineArn: (name: string) => string): string {
  if (ON_EVERYTHING.has(operation)) return '*'
  if (operation === 'CreateStateMachine') return machineArn(input.name)
  if (input.taskToken !== undefined) {
    const execution = executionOfToken(input.taskToken)
    return execution === undefined ? '*' : machineArnOf(execution)
  }
  return input.stateMachineArn ?? input.executionArn ?? input.resourceArn ?? '*'
}
