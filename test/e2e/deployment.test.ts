import {
  DescribeEndpointCommand,
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
} from '@aws-sdk/client-sagemaker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { history, transitionsIn } from '#cli/demo/follow-run.ts'
import type { ModelAnswer, RunAnswer, VersionsAnswer } from '#shared/domain/api-answers.ts'
import { ADELIE, CHINSTRAP, GENTOO, type Loop, penguinsCsv, startLoop } from './support/loop.ts'

describe('data that lands becomes a model that serves', () => {
  const EndpointName = 'trimtab-dev-penguins'
  let loop: Loop
  let first: RunAnswer

  beforeAll(async () => {
    loop = await startLoop()
    await loop.apply('penguins')
    await loop.put('data/penguins/first.csv', penguinsCsv())
    first = await loop.ended('penguins', 1)
  })
  afterAll(() => loop?.stop())

  it('ends the run deployed, with its verdict, metrics and version', () => {
    expect(first).toMatchObject({ status: 'deployed', version: 1, attempt: 1, files: ['data/penguins/first.csv'] })
    expect(first.verdict).toMatchObject({ verdict: 'pass', reason: expect.any(String) })
    expect(first.verdict!.checks).toMatchObject([{ outcome: 'pass', reason: expect.stringContaining('accuracy') }])
    expect(first.metrics!.accuracy).toBeGreaterThan(0.9)
  })

  it('answers predictions that know one kind of penguin from another', async () => {
    const answers = await Promise.all([ADELIE, CHINSTRAP, GENTOO].map((penguin) => loop.ask('penguins', penguin)))
    expect(answers.map((each) => each.indexOf(Math.max(...each)))).toEqual([0, 1, 2])
    for (const each of answers) expect(each.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5)
  })

  it('keeps every decision on the way with its reason', async () => {
    const told = (await loop.decisions('penguins')).toReversed()
    expect(told.map(({ subject, decision }) => `${subject}: ${decision}`)).toEqual([
      'manifest: applied',
      'admission: start',
      'verdict: pass',
      'run: deployed',
    ])
    for (const { reason } of told) expect(reason).toMatch(/\w+ \w+/)
  })

  it('names the champion and lists its version', async () => {
    const { champion } = await loop.api.request<ModelAnswer>('GET', ['models', 'penguins'])
    expect(champion).toMatchObject({ version: 1, run: first.run })
    const { versions } = await loop.api.request<VersionsAnswer>('GET', ['models', 'penguins', 'versions'])
    expect(versions).toMatchObject([{ version: 1, status: 'serving', verdict: { verdict: 'pass' } }])
  })

  it('registers an approved model package that carries the metrics', async () => {
    const group = { ModelPackageGroupName: 'trimtab-dev-penguins' }
    const { ModelPackageSummaryList } = await loop.sagemaker.send(new ListModelPackagesCommand(group))
    expect(ModelPackageSummaryList).toHaveLength(1)
    const { ModelPackageArn: ModelPackageName } = ModelPackageSummaryList![0]!
    const described = await loop.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName }))
    expect(described).toMatchObject({ ModelPackageVersion: 1, ModelApprovalStatus: 'Approved' })
    expect(described.CustomerMetadataProperties).toMatchObject({
      'trimtab:verdict': 'pass',
      'trimtab:accuracy': String(first.metrics!.accuracy),
    })
    expect(described.ModelMetrics?.ModelQuality?.Statistics?.S3Uri).toContain(first.run)
  })

  it('updates the endpoint to version 2 while requests flow, and none of them fails', async () => {
    const before = await loop.sagemaker.send(new DescribeEndpointCommand({ EndpointName }))
    await loop.put('data/penguins/second.csv', penguinsCsv(100, 300))
    const { requests, failures, run } = await askUntil(loop.ended('penguins', 2))
    expect(run).toMatchObject({ status: 'deployed', version: 2 })
    expect(failures).toEqual([])
    expect(requests).toBeGreaterThan(20)

    const after = await loop.sagemaker.send(new DescribeEndpointCommand({ EndpointName }))
    expect(after.CreationTime, 'the endpoint is the same one').toEqual(before.CreationTime)
    expect(after.EndpointConfigName).not.toBe(before.EndpointConfigName)
    const { versions } = await loop.api.request<VersionsAnswer>('GET', ['models', 'penguins', 'versions'])
    expect(versions).toMatchObject([
      { version: 2, status: 'serving' },
      { version: 1, status: 'retired' },
    ])
  })

  it('bills fewer than 40 transitions for a run, its deployment included', async () => {
    for (const { run, executionArn } of await loop.runs('penguins')) {
      const deployArn = executionArn!.replace('-lifecycle:', '-deploy:').replace(/$/, '-1')
      const [lifecycle, deploy] = await Promise.all([executionArn!, deployArn].map((arn) => history(loop.sfn, arn)))
      const [inLifecycle, inDeploy] = [transitionsIn(lifecycle!), transitionsIn(deploy!)]
      expect(inLifecycle, `states of ${run}`).toBeGreaterThanOrEqual(12)
      expect(inDeploy, `states of the deployment of ${run}`).toBeGreaterThanOrEqual(5)
      expect(inLifecycle + inDeploy).toBeLessThan(40)
    }
  })

  /** Three clients that ask without a pause until the run is over. */
  async function askUntil(ended: Promise<RunAnswer>) {
    const failures: unknown[] = []
    let requests = 0
    let over = false
    const client = async () => {
      while (!over) {
        await loop.ask('penguins', GENTOO).catch((error) => failures.push(error))
        requests++
      }
    }
    const clients = [client(), client(), client()]
    const run = await ended.finally(() => {
      over = true
    })
    await Promise.all(clients)
    return { requests, failures, run }
  }
})
