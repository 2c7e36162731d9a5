import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Loop, penguinsCsv, startLoop } from './support/loop.ts'

/** `npm run test:files` lands ten thousand, which takes more than a minute. */
const FILES = Number(process.env['TRIMTAB_FILES'] ?? 2500)
let loop: Loop

beforeAll(async () => {
  loop = await startLoop()
})
afterAll(() => loop?.stop())

it(`${FILES} tiny files make one run, and few wake-ups on the way`, { timeout: 600_000 }, async () => {
  let wakes = 0
  loop.service.kernel.onMetric(({ namespace, name, dimensions: { FunctionName, Resource } }) => {
    if (
      namespace === 'AWS/Lambda' &&
      name === 'Invocations' &&
      !Resource &&
      FunctionName === 'trimtab-dev-admitWaiting'
    )
      wakes++
  })
  // Told, not asked: thousands of questions would take the time that the files need.
  const over = new Promise<void>((resolve) => {
    loop.service.kernel.onEvent(({ detailType, detail }) => {
      if (detailType === 'Step Functions Execution Status Change' && detail.status !== 'RUNNING') resolve()
    })
  })
  await loop.apply('many', (manifest) => manifest.replace('quietPeriod: 0s', 'quietPeriod: 5s'))
  const [header, ...rows] = penguinsCsv().trim().split('\n')
  let next = 0
  const uploader = async () => {
    for (let file = next++; file < FILES; file = next++) {
      await loop.put(`data/many/${file}.csv`, `${header}\n${rows[file % rows.length]}\n`)
    }
  }
  await Promise.all(Array.from({ length: 16 }, uploader))
  await over
  const run = await loop.ended('many', 1)
  expect(run, run.reason).toMatchObject({ status: 'deployed', triggerCount: FILES })
  expect(await loop.runs('many')).toHaveLength(1)
  expect(wakes).toBeLessThan(20)
})
