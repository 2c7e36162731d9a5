import { expect, test } from 'vitest'
import { type FailedCall, isTransient } from '#shared/domain/transient-answer.ts'

test.each<[string, FailedCall, boolean]>([
  ['a throttle', { name: 'ThrottlingException', status: 400 }, true],
  ['a model that is not ready', { name: 'ModelNotReadyException', status: 429 }, true],
  ['a container that fails', { name: 'ModelError', status: 424, originalStatus: 500 }, true],
  ['a container that is starting', { name: 'ModelError', status: 424, originalStatus: 503 }, true],
  ['a container that refuses the rows', { name: 'ModelError', status: 424, originalStatus: 400 }, false],
  ['SageMaker itself', { name: 'Unknown', status: 500 }, true],
  ['a socket that breaks', { name: 'Error', code: 'ECONNRESET' }, true],
  ['a request that is refused', { name: 'ValidationError', status: 400 }, false],
  ['no answer in time', { name: 'TimeoutError' }, false],
])('%s may pass, or not', (_, call, passes) => {
  expect(isTransient(call)).toBe(passes)
})
