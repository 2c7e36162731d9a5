import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { trimtab } from '../unit/cli/service.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trimtab-week-'))
  vi.stubEnv('TMPDIR', folder)
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** What the demo has not cleared away; packaging leaves things of its own. */
const left = () => readdirSync(folder).filter((name) => name.startsWith('trimtab-'))

test('a day is replayed on the endpoint, which scales as it was said to, and no request fails', {
  timeout: 400_000,
}, async () => {
  const { code, out, err } = await trimtab(folder, [
    'demo',
    'store-demand',
    '--days',
    '1',
    '--html',
    'day.html',
    '--json',
  ])
  const result = JSON.parse(out)
  expect(result, err).toMatchObject({ ok: true, days: 1, failedRequests: 0, modelVersion: 1 })
  expect(code).toBe(0)
  // Monday had 18 lines of orders.
  expect(result.requests).toBeGreaterThan(6500)
  expect(result.peakInstances).toBeGreaterThanOrEqual(4)
  expect(result.instanceHours / result.predicted.instanceHours).toBeCloseTo(1, 1)
  expect(readFileSync(join(folder, 'day.html'), 'utf8')).toContain('<h2>replayed on the endpoint</h2>')
  expect(left()).toEqual([])
})

test('interrupted, it ends in good order and says so', { timeout: 120_000 }, async () => {
  const interrupt = (text: string) => {
    if (text.includes('every service')) process.emit('SIGINT')
  }
  const { code, err } = await trimtab(folder, ['demo', 'store-demand'], { out: interrupt })
  expect([code, err]).toEqual([1, 'error: interrupted\n'])
  expect(left()).toEqual([])
})
