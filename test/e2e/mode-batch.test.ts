import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { DescribeEndpointCommand, ListTransformJobsCommand } from '@aws-sdk/client-sagemaker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DecisionsAnswer, ModelAnswer, ScoreRequestAnswer } from '#shared/domain/api-answers.ts'
import { ADELIE, CHINSTRAP, eventually, GENTOO, type Loop, penguinsCsv, startLoop } from './support/loop.ts'

describe('a model line in mode batch', () => {
  const rows = [ADELIE, CHINSTRAP, GENTOO]
  let loop: Loop
  const scorings = async () => (await loop.decisions('penguins')).filter(({ subject }) => subject === 'scoring')
  const scored = (count: number): Promise<DecisionsAnswer['decisions']> =>
    eventually(async () => {
      const found = await scorings()
      expect(found.length).toBeGreaterThanOrEqual(count)
      return found
    })
  const batch =
    (settings = '') =>
    (manifest: string) =>
      manifest.replace(
        'mode: realtime',
        `mode: batch\n  batch:\n    source: score/penguins/\n    join: true${settings}`,
      )

  beforeAll(async () => {
    loop = await startLoop()
    await loop.apply('penguins', batch())
    await loop.put('score/penguins/too-early.csv', `${rows.join('\n')}\n`)
    await scored(1)
    await loop.put('data/penguins/first.csv', penguinsCsv())
  })
  afterAll(() => loop?.stop())

  it('refuses to score while it has no version, and says so', async () => {
    const [early] = await scored(1)
    expect(early).toMatchObject({ decision: 'refused', reason: 'penguins has no version yet that could score' })
  })

  it('records a version that passed, and makes no endpoint', async () => {
    expect(await loop.ended('penguins', 1)).toMatchObject({ status: 'deployed', version: 1 })
    const { champion } = await loop.api.request<ModelAnswer>('GET', ['models', 'penguins'])
    expect(champion).toMatchObject({ version: 1 })
    const described = loop.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'trimtab-dev-penguins' }))
    await expect(described).rejects.toThrow(/could not find/i)
  })

  it('scores each file that lands, once, with its input beside the answer', async () => {
    await loop.put('score/penguins/today.csv', `${rows.join('\n')}\n`)
    await loop.put('score/penguins/today.csv.bak', `${ADELIE}\n`)
    const told = await scored(3)
    const one = told.find(({ evidence }) => String(evidence['source']).endsWith('/today.csv'))!
    expect(one).toMatchObject({ decision: 'scored', rule: 'data', evidence: { version: 1 } })
    const lines = (await read(String(one.evidence['output']), 'today.csv.out')).trim().split('\n')
    expect(lines).toHaveLength(3)
    lines.forEach((line, index) => {
      expect(line.startsWith(rows[index]!)).toBe(true)
      const answer = line
        .slice(rows[index]!.length + 1)
        .split(',')
        .map(Number)
      expect(answer.indexOf(Math.max(...answer))).toBe(index)
    })
  })

  it('scores everything under the source when it is asked to, once a key', async () => {
    const ask = () =>
      loop.api.request<ScoreRequestAnswer>('POST', ['models', 'penguins', 'scores'], { idempotencyKey: 'tonight' })
    const [first, second] = [await ask(), await ask()]
    expect(first).toMatchObject({ source: 'score/penguins/' })
    const told = await eventually(async () => {
      const found = (await scorings()).filter(({ rule }) => rule === 'api')
      expect(found.length).toBeGreaterThan(0)
      return found
    })
    if (first.score === second.score) expect(told).toHaveLength(1)
    expect(await read(String(told[0]!.evidence['output']), 'too-early.csv.out')).toContain(GENTOO)
  })

  it('refuses what is not under its source', async () => {
    const asked = loop.api.request('POST', ['models', 'penguins', 'scores'], { source: 'data/penguins/' })
    await expect(asked).rejects.toThrow(/expected a key or prefix under score\/penguins\//)
  })

  it('scores by the clock when the manifest says so', async () => {
    await loop.apply('penguins', batch('\n    on: [schedule]\n    schedule: { expression: rate(1 minute) }'))
    const { kernel } = loop.service
    const scheduledTime = new Date(kernel.clock.now()).toISOString()
    const Payload = Buffer.from(
      JSON.stringify({ model: 'penguins', schedule: 'penguins.score', what: 'score', scheduledTime }),
    )
    const schedule = { GroupName: 'trimtab-dev-lines', Name: 'penguins.score' }
    const { Target } = await kernel.call('scheduler', 'GetSchedule', schedule, kernel.root)
    expect(JSON.parse(Target.Input)).toMatchObject({ model: 'penguins', what: 'score' })
    await kernel.call('lambda', 'Invoke', { FunctionName: 'trimtab-dev-onScheduleFired', Payload }, kernel.root)
    const told = await eventually(async () => {
      const found = (await scorings()).find(({ rule }) => rule === 'schedule')
      expect(found).toBeDefined()
      return found!
    })
    expect(told.decision).toBe('scored')
    const { TransformJobSummaries: jobs } = await loop.sagemaker.send(
      new ListTransformJobsCommand({ NameContains: '-batch-' }),
    )
    expect(new Set(jobs!.map(({ TransformJobStatus }) => TransformJobStatus))).toEqual(new Set(['Completed']))
  })

  async function read(prefix: string, name: string): Promise<string> {
    const [, Bucket, Prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(prefix)!
    const { Contents = [] } = await loop.s3.send(new ListObjectsV2Command({ Bucket, Prefix }))
    const Key = Contents.map((object) => object.Key!).find((key) => key.endsWith(name))
    expect(Key, `${name} among ${Contents.map((object) => object.Key).join()}`).toBeDefined()
    const { Body } = await loop.s3.send(new GetObjectCommand({ Bucket, Key }))
    return Body!.transformToString()
  }
})
