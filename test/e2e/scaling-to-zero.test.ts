import { afterAll, beforeAll, expect, it } from 'vitest'
import { ENDPOINT, RolledLine } from './rollouts/rolled-line.ts'

// An asynchronous line that sleeps when nobody asks: its backlog wakes it, and so does a deployment.

const MINUTE = 60_000
const on = new RolledLine()
const deploy = { mode: 'async', count: 1, guard: { periods: 1 }, rollout: { type: 'all-at-once', watchFor: '0s' } }
const scale = { min: 0, max: 3, target: { metric: 'backlogPerInstance', value: 5 } }

beforeAll(async () => {
  await on.start()
}, 300_000)
afterAll(() => on.stop())

const size = async () => (await on.endpoint()).ProductionVariants[0].DesiredInstanceCount

async function sleeps() {
  for (let minutes = 0; minutes < 60 && (await size()) > 0; minutes++) await on.pass(MINUTE, false)
  expect(await size()).toBe(0)
}

it('sleeps, wakes up for a new version and for a request, and sleeps again', { timeout: 120_000 }, async () => {
  await on.apply(deploy, scale)
  expect(await on.run({}, { traffic: false })).toMatchObject({ status: 'deployed', version: 1 })
  await sleeps()
  const run = await on.run({}, { traffic: false })
  expect(run, run.reason).toMatchObject({ status: 'deployed', version: 2 })
  await sleeps()
  const bucket = on.outputs['BucketName']!
  await on.call('s3', 'PutObject', { Bucket: bucket, Key: 'async/line/asked.csv', Body: '1,2' })
  const InputLocation = `s3://${bucket}/async/line/asked.csv`
  await on.call('sagemaker-runtime', 'InvokeEndpointAsync', { EndpointName: ENDPOINT, InputLocation })
  const results = async () =>
    (await on.call('s3', 'ListObjectsV2', { Bucket: bucket, Prefix: 'async/line/results/' })).Contents ?? []
  const before = (await results()).length
  for (let minutes = 0; minutes < 20 && (await results()).length === before; minutes++) await on.pass(MINUTE, false)
  expect(await results()).toHaveLength(before + 1)
  await sleeps()
})
