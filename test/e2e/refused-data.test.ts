import { gzipSync } from 'node:zlib'
import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADELIE, eventually, type Loop, penguinsCsv, startLoop } from './support/loop.ts'

describe('data that nothing can be learned from', () => {
  const header = penguinsCsv(0, 0).trim()
  let loop: Loop

  beforeAll(async () => {
    loop = await startLoop()
    await loop.apply('good')
    await loop.put('data/good/first.csv', penguinsCsv())
    await loop.ended('good', 1)
  })
  afterAll(async () => {
    // Whatever the other lines were given, this one serves as before.
    expect(await loop.ask('good', ADELIE)).toHaveLength(3)
    await loop.stop()
  })

  async function refusal(model: string, file: string, body: string | Buffer, edit?: (manifest: string) => string) {
    await loop.apply(model, edit)
    await loop.put(`data/${model}/${file}`, body)
    const run = await loop.ended(model, 1)
    expect(run.status, run.reason).toBe('refused')
    const [decision] = await loop.decisions(model)
    expect(decision).toMatchObject({ subject: 'run', decision: 'refused', reason: run.reason })
    return run.reason!
  }

  it('is an empty file', async () => {
    expect(await refusal('hollow', 'nothing.csv', '')).toMatch(/every file under .*data\/hollow\/ is empty/)
  })

  it('is an empty file among others that hold data', async () => {
    await loop.apply('partly', (manifest) => manifest.replace('quietPeriod: 0s', 'quietPeriod: 1s'))
    await loop.put('data/partly/full.csv', penguinsCsv())
    await loop.put('data/partly/nothing.csv', '')
    const run = await loop.ended('partly', 1)
    expect(run, run.reason).toMatchObject({ status: 'refused', reason: expect.stringMatching(/nothing\.csv.*empty/) })
  })

  it('is a file with a header and no rows', async () => {
    expect(await refusal('rowless', 'header.csv', `${header}\n`)).toMatch(/has no row.*header\.csv/)
  })

  it('is a file without a column that the recipe reads', async () => {
    const without = penguinsCsv().replace('"Body Mass (g)"', '"Weight"')
    expect(await refusal('columnless', 'renamed.csv', without)).toMatch(/Body Mass \(g\)/)
  })

  it('is a file whose column holds words where the recipe has numbers', async () => {
    const words = penguinsCsv().replaceAll(/,\d+,(\w*)$/gm, ',heavy,$1')
    expect(await refusal('wordy', 'words.csv', words)).toMatch(/body_mass|Body Mass/)
  })

  it('is Parquet that is cut off', async () => {
    const cut = Buffer.concat([Buffer.from('PAR1'), gzipSync(penguinsCsv()).subarray(0, 2000)])
    const reason = await refusal('corrupt', 'cut.parquet', cut, (manifest) =>
      manifest.replace('format: csv', 'format: parquet'),
    )
    expect(reason).toMatch(/cut\.parquet/)
  })

  it('is a file that is deleted before it is read', async () => {
    await loop.apply('vanished', (manifest) => manifest.replace('quietPeriod: 0s', 'quietPeriod: 1s'))
    const Key = 'data/vanished/gone.csv'
    await loop.put(Key, penguinsCsv())
    await loop.s3.send(new DeleteObjectCommand({ Bucket: loop.service.bucket, Key }))
    const run = await loop.ended('vanished', 1)
    expect(run).toMatchObject({ status: 'refused', reason: expect.stringMatching(/gone\.csv.*deleted|no data/) })
  })

  it('is nobody’s: what lands beside every model line is recorded, and starts nothing', async () => {
    await loop.put('data/stranger/file.csv', penguinsCsv())
    const [decision] = await eventually(async () => {
      const decisions = await loop.decisions('stranger')
      expect(decisions).toHaveLength(1)
      return decisions
    })
    expect(decision).toMatchObject({
      decision: 'ignore',
      rule: 'unknown-model',
      reason: expect.stringMatching(/stranger/),
    })
  })

  it('is not data with an odd name: spaces, accents and signs in a key do no harm', async () => {
    await loop.apply('named')
    const key = 'data/named/año 2026/pingüinos (1) + 100%.csv'
    await loop.put(key, penguinsCsv())
    expect(await loop.ended('named', 1)).toMatchObject({ status: 'deployed', files: [key] })
  })
})
