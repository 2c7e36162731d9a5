import { DescribeModelCommand, ListModelsCommand } from '@aws-sdk/client-sagemaker'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isolation } from '#local/sagemaker/containers/isolation.ts'
import { GENTOO, type Loop, penguinsCsv, startLoop } from './support/loop.ts'

let loop: Loop
beforeAll(async () => {
  loop = await startLoop()
})
afterAll(() => loop?.stop())

it.skipIf(isolation() !== 'private')('a model line in network isolation goes the whole way, and serves', async () => {
  await loop.apply('penguins', (manifest) => `${manifest}\nsecurity: { networkIsolation: true }\n`)
  await loop.put('data/penguins/first.csv', penguinsCsv())
  const run = await loop.ended('penguins', 1)
  expect(run, run.reason).toMatchObject({ status: 'deployed', version: 1 })
  const answer = await loop.ask('penguins', GENTOO)
  expect(answer.indexOf(Math.max(...answer))).toBe(2)
  const { Models } = await loop.sagemaker.send(new ListModelsCommand({}))
  const { ModelName } = Models![0]!
  expect((await loop.sagemaker.send(new DescribeModelCommand({ ModelName }))).EnableNetworkIsolation).toBe(true)
})
