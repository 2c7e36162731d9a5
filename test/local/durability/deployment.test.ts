import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createWorld, INLINE_IMAGE, imagesIn, type World } from '../sagemaker/world.ts'

const DEPLOYING = fileURLToPath(new URL('./deploying.ts', import.meta.url))
const MINUTE = 60_000

let stateDir: string
let clock: VirtualClock
let world: World | undefined
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'trimtab-deploying-'))
})
afterEach(async () => {
  await world?.close()
  rmSync(stateDir, { recursive: true, force: true })
})

/** Another process updates the endpoint and is killed; this one takes up what it left. */
async function afterKilled(point?: number): Promise<void> {
  const words = [DEPLOYING, stateDir, imagesIn(stateDir), INLINE_IMAGE, ...(point ? [String(point)] : [])]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'inherit', 'inherit'] })
  const [, signal] = await once(child, 'exit')
  expect(signal).toBe('SIGKILL')
  clock = new VirtualClock({ auto: false, start: Date.UTC(2026, 0, 1) + 15 * MINUTE })
  world = await createWorld({ stateDir, clock })
  await clock.settle()
}

const describeEndpoint = () => world!.sagemaker('DescribeEndpoint', { EndpointName: 'e' })

async function answers(): Promise<Record<string, number>> {
  const { kernel } = world!
  const seen: Record<string, number> = {}
  for (let request = 0; request < 4; request++) {
    const asked = { EndpointName: 'e', Body: Buffer.from('1') }
    const { Body } = await kernel.call('sagemaker-runtime', 'InvokeEndpoint', asked, kernel.root)
    seen[Body] = (seen[Body] ?? 0) + 1
  }
  return seen
}

test('an update that was baking when the runtime was killed bakes on and ends', async () => {
  await afterKilled()
  expect(await describeEndpoint()).toMatchObject({ EndpointStatus: 'Updating', EndpointConfigName: 'blue' })
  expect(await answers()).toEqual({ green: 4 })
  await clock.advance(5 * MINUTE)
  expect(await describeEndpoint()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'green' })
})

// From the request's acceptance to the end of the old fleet.
test.each([1, 4, 8, 12, 16, 20])(
  'killed at point %i of an update, an endpoint serves and its update ends',
  async (point) => {
    await afterKilled(point)
    await answers()
    await clock.advance(30 * MINUTE)
    const { EndpointStatus, EndpointConfigName, ProductionVariants } = await describeEndpoint()
    expect(EndpointStatus).toBe('InService')
    expect(ProductionVariants).toMatchObject([{ CurrentInstanceCount: 4, DesiredInstanceCount: 4 }])
    expect(await answers()).toEqual({ [EndpointConfigName]: 4 })
  },
)
