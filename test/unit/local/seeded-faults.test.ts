import { expect, test } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import type { FaultRules } from '#local/faults/fault-rules.ts'
import { SeededFaults } from '#local/faults/seeded-faults.ts'

const clock = new VirtualClock({ auto: false })
const faults = (rules: FaultRules) => new SeededFaults({ seed: 1, rules, clock: () => clock })

test('instances of the endpoints that a rule names do not come up, or end after a minute', () => {
  const drawn = faults({
    instances: [
      { rate: 1, fault: 'crash-later', endpoint: ['*-late'] },
      { rate: 1, fault: 'crash-at-start', endpoint: ['*-bad'] },
      { rate: 1, endpoint: ['*-big'] },
    ],
  })
  expect(drawn.instances('e-late')).toEqual({ kind: 'crashes', afterMs: 60_000 })
  expect(drawn.instances('e-bad')).toEqual({ kind: 'unhealthy' })
  expect(drawn.instances('e-big')).toEqual({ kind: 'no-capacity' })
  expect(drawn.instances('e')).toBeUndefined()
  expect(drawn.injected).toEqual([
    'crash-later at endpoint instances #1',
    'crash-at-start at endpoint instances #2',
    'no-capacity at endpoint instances #3',
  ])
})

test('an update is rolled back in silence, unless the faults are over', () => {
  const drawn = faults({ deployments: [{ rate: 1, fault: 'silent-rollback' }] })
  expect(drawn.deployment('e')).toBe('silent-rollback')
  drawn.over = true
  expect(drawn.deployment('e')).toBeUndefined()
})

test('a call is refused for a quota of the account, without effect', async () => {
  const drawn = faults({ calls: [{ rate: 1, fault: 'limited', operation: ['UpdateEndpoint'] }] })
  const site = { service: 'sagemaker', operation: 'UpdateEndpoint', caller: 'deployer' }
  let done = false
  await expect(drawn.around(site, () => (done = true))).rejects.toMatchObject({
    code: 'ResourceLimitExceeded',
    message: expect.stringContaining('account-level service limit'),
  })
  expect(done).toBe(false)
})
