import type { Context } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunRecord } from '../../../functions/record-run.ts'
import { at, type LineUnderTest, openWorld, type World } from './world.ts'

let world: World
let handler: (record: unknown, context: Context) => Promise<unknown>
beforeAll(async () => {
  world = await openWorld(1)
  handler = (await import('../../../functions/record-run.ts')).handler as unknown as typeof handler
})
afterAll(() => world.close())

const metrics = { auc: 0.7 }

/** What of a plan is written down at a run's end. */
const planOf = (run: string) => ({
  attempt: 1,
  manifestVersion: '0001-aaaaaaaa',
  image: 'image',
  recipeHash: 'recipe',
  rollout: { id: `${run}-1`, alarms: [], watchForSeconds: 3600 },
  locations: { modelArtifact: `s3://bucket/${run}/model.tar.gz`, plan: `s3://bucket/runs/${run}/plan.json` },
  requests: { model: { ModelName: `${run}-model` }, endpointConfig: { EndpointConfigName: `${run}-config` } },
})

const recordOf = ({ model }: LineUnderTest, run: string, version: number): RunRecord => ({
  model,
  run,
  plan: planOf(run) as never,
  judged: { verdict: 'pass', reason: 'good enough', metrics },
  modelPackageArn: `arn:aws:sagemaker:ap-southeast-1:000000000000:model-package/${model}/${version}`,
  deployed: { configName: `${run}-config` },
})

/** A line whose version 1 serves, and whose second run is about to be recorded. */
async function secondRun() {
  const line = await world.line()
  const { model } = line
  for (const version of [1, 2]) {
    const { run } = await world.receiveTrigger(line.file(`f${version}`, version), at(version))
    if (version === 2) return { line, record: recordOf(line, run!, 2) }
    await handler(recordOf(line, run!, 1), {} as Context)
    await line.stops(run!)
    await world.closeRun({ model, run: run!, status: 'SUCCEEDED', at: at(1) }, at(1))
  }
  throw new RangeError('there are two versions')
}

describe.each(['before', 'after'] as const)(
  'a function that dies %s a call while it records a deployment',
  (moment) => {
    it('is made good by the state’s next try: one version serves, and the one before it is retired', async () => {
      for (let call = 1; ; call++) {
        const { line, record } = await secondRun()
        world.wire.dieAt(call, moment)
        await handler(record, {} as Context).catch(() => {})
        if (!(await world.wire.revive())) return expect(call).toBeGreaterThan(7)
        await handler(record, {} as Context)
        const versions = await world.ledger.listVersions(line.model, 10)
        expect(
          versions.map(({ version, status }) => [version, status]),
          `call ${call}`,
        ).toEqual([
          [2, 'serving'],
          [1, 'retired'],
        ])
        expect((await world.ledger.readLine(line.model))?.champion).toMatchObject({ version: 2, run: record.run })
        expect(await world.ledger.readRun(line.model, record.run)).toMatchObject({ status: 'deployed', version: 2 })
        const decisions = await world.ledger.listDecisions(line.model, 100)
        expect(decisions.filter(({ subject, run }) => subject === 'run' && run === record.run)).toHaveLength(1)
      }
    })
  },
)
