import { ListModelsCommand } from '@aws-sdk/client-sagemaker'
import { DescribeExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunRequestAnswer } from '#shared/domain/api-answers.ts'
import { eventually, type Loop, penguinsCsv, startLoop } from './support/loop.ts'

let loop: Loop
beforeAll(async () => {
  loop = await startLoop()
})
afterAll(() => loop?.stop())

it('a run that somebody stops is recorded, frees its lease and leaves nothing behind', async () => {
  await loop.apply('penguins')
  await loop.put('data/penguins/first.csv', penguinsCsv())
  const { run, executionArn } = await eventually(async () => {
    const [first] = await loop.runs('penguins')
    const { status } = await loop.sfn.send(new DescribeExecutionCommand({ executionArn: first?.executionArn }))
    expect(status).toBe('RUNNING')
    return first!
  })
  await loop.sfn.send(new StopExecutionCommand({ executionArn, error: 'ByHand', cause: 'wrong labels' }))

  expect(await loop.ended('penguins', 1)).toMatchObject({
    status: 'failed',
    reason: 'somebody stopped the run; ByHand: wrong labels',
  })
  const told = (await loop.decisions('penguins')).find((decision) => decision.run === run && decision.subject === 'run')
  expect(told).toMatchObject({ decision: 'failed', rule: 'execution-ended' })

  // Sooner than a second try of the function, which comes after a minute, or the sweeper.
  const next = await eventually(async () => {
    const { decision } = await loop.api.request<RunRequestAnswer>('POST', ['models', 'penguins', 'runs'], {
      idempotencyKey: 'after the stop',
    })
    expect(decision.decision).toBe('start')
    return decision
  })
  expect(next).toBeDefined()
  expect(await loop.ended('penguins', 2)).toMatchObject({ status: 'deployed' })
  const { Models } = await loop.sagemaker.send(new ListModelsCommand({ NameContains: run }))
  expect(Models).toEqual([])
  const { KeyCount } = await loop.service.kernel.call(
    's3',
    'ListObjectsV2',
    { Bucket: loop.service.bucket, Prefix: `runs/penguins/${run}/prepared/` },
    loop.service.kernel.root,
  )
  expect(KeyCount).toBe(0)
})
