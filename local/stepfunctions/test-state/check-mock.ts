import { AwsError } from '../../kernel/aws-error.ts'
import type { State } from '../definition/states.ts'
import { checkMockedAnswer } from './check-mocked-answer.ts'
import { invalid, type TestRequest } from './test-request.ts'

const MOCKED = new Set(['Task', 'Map', 'Parallel'])

/** Refuses a mock that does not fit the state's type, and a state that cannot be tested without one. */
export function checkMock(state: State, { mock, mapFailures }: TestRequest): void {
  const { type } = state
  if (mock && !MOCKED.has(type)) throw invalid(`State type '${type}' is not supported when a mock is specified`)
  if (!mock && (type === 'Map' || type === 'Parallel'))
    throw new AwsError(
      'InvalidDefinition',
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    )
  if (!mock && type === 'Task' && state.integration.pattern !== 'request')
    throw invalid(
      `TestState does not support the resource '${state.integration.resource}' when a mock is not specified.`,
    )
  if (!mock || 'error' in mock) return
  const { result } = mock
  if (type === 'Task') checkMockedAnswer(state.integration, result, mock.validation)
  else if (type === 'Map' && state.distributed?.writer?.arguments) {
    if (result === null || typeof result !== 'object' || Array.isArray(result))
      throw invalid('Mocked result must be a JSON object.')
  } else if (!Array.isArray(result)) throw invalid('Mocked result must be an array.')
  else if (type === 'Parallel' && result.length !== state.branches.length)
    throw invalid('Mocked result must contain the same number of items as number of Parallel branches.')
  else if (mapFailures !== undefined && mapFailures > result.length)
    throw invalid('Map iteration failure count must be less than or equal to the number of Map iterations')
}
