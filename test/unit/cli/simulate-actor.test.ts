import { expect, it } from 'vitest'
import { Actor } from '#cli/simulate/actor.ts'
import { scenarioOf } from '#cli/simulate/scenario.ts'
import type { World } from '#cli/simulate/world.ts'

// Seed 2198: both manifests took effect, and whoever applied them was told of an internal error.
it('ends the schedules of lines too whose manifest nobody heard an answer to', async () => {
  const sent: string[] = []
  const request = async (_method: string, _path: string[], { manifest }: { manifest: string }) => {
    sent.push(manifest)
    if (sent.length === 1) throw new Error('Http500: Internal Server Error')
    return {}
  }
  const world = { clock: { now: () => 0 }, api: { request } }
  const actor = new Actor(world as unknown as World)
  const applied = scenarioOf(2198).actions.find(({ act }) => act === 'apply')
  await actor.perform(applied!)
  await actor.endSchedules()
  expect(sent.map((manifest) => manifest.includes('schedule:'))).toEqual([true, false])
})
