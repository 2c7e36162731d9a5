import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createWorld, INLINE_IMAGE, imagesIn, type World } from '../sagemaker/world.ts'

const QUEUEING = fileURLToPath(new URL('./queueing.ts', import.meta.url))

let stateDir: string
let world: World | undefined
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'trimtab-queueing-'))
})
afterEach(async () => {
  await world?.close()
  rmSync(stateDir, { recursive: true, force: true })
})

// From the first acceptance to the last result.
test.each([2, 6, 10, 15, 20, 30, 45])('killed at point %i, a queue loses no accepted request', async (point) => {
  const words = [QUEUEING, stateDir, imagesIn(stateDir), INLINE_IMAGE, String(point)]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [printed, [, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  expect(signal).toBe('SIGKILL')
  const accepted = printed.split('\n').filter(Boolean)
  world = await createWorld({ stateDir, clock: new VirtualClock({ auto: false }) })
  const results = async () => (await world!.keys('out/')).map((key) => `s3://bucket/${key}`)
  await expect.poll(() => world!.kernel.store.table('sagemaker.async-request').size, { timeout: 10_000 }).toBe(0)
  expect(await results()).toEqual(expect.arrayContaining(accepted))
})
