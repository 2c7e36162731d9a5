import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Loop, startLoop } from './support/loop.ts'

let loop: Loop
let lambda: LambdaClient

beforeAll(async () => {
  loop = await startLoop()
  const { endpoint, kernel, credentials } = loop.service
  lambda = new LambdaClient({ endpoint, region: kernel.region, credentials })
})

afterAll(() => loop.stop())

async function failure(name: string, event: object): Promise<{ errorType: string; trace: string[] }> {
  const FunctionName = `trimtab-dev-${name}`
  const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }))
  expect(answer.FunctionError).toBe('Unhandled')
  return JSON.parse(Buffer.from(answer.Payload!).toString())
}

it('fail under the names of our errors, which machines match on, and lead to the line in the source', async () => {
  const { errorType, trace } = await failure('planRun', { model: 'none', run: 'r', manifestVersion: '1', attempt: 1 })
  expect(errorType).toBe('ModelNotFound')
  expect(trace.join('\n')).toMatch(/functions\/plan-run\.ts:\d+:\d+/)
})

it('fail under the names of the SDK’s errors, and speak with the credentials of their own role', async () => {
  const { errorType, trace } = await failure('adoptJob', { kind: 'training', name: 'somebody-elses' })
  expect(errorType).toBe('AccessDeniedException')
  expect(trace[0]).toContain('AdoptJobRole')
})
