import { RolledLine } from '#test/e2e/rollouts/rolled-line.ts'

/** Alarms and checks are evaluated over periods of so long. */
const PERIOD_SECONDS = 60
const LOOK_MS = 1000
const MOST_MS = 3 * 3_600_000

/** How one version that fails at every request was taken back. */
interface TakenBack {
  /** Of the requests while it had some, how many failed. */
  failedShare: number
  /** Metric periods from its first failure until the last one. */
  untilLastFailure: number
  /** Until the endpoint rests on the champion. */
  untilAtRest: number
}

/** One way to traffic, and each time it was gone. */
export interface Restored {
  way: string
  times: TakenBack[]
}

const guard = { periods: 1 }
const ways: [string, object, number][] = [
  ['all at once', { type: 'all-at-once', bake: '10m' }, 0],
  ['canary of 10 %', { type: 'canary', step: 10, bake: '10m' }, 0],
  ['linear by 25 %', { type: 'linear', step: 25, bake: '10m' }, 0],
  ['rolling by 25 %', { type: 'rolling', step: 25, bake: '10m' }, 0],
  ['judged at 10 %', { type: 'judged', judged: { weights: [10, 50], failedChecks: 0 } }, 0],
  ['watched, when it turns bad after half an hour', { type: 'all-at-once', watchFor: '1h' }, 30 * 60_000],
]

/** Apart by so much within a period, since it depends on how much of one is left. */
const APART_MS = 20_000
const TIMES = 3

/**
 * Versions that fail at every request, brought to traffic in each way by the packaged service on a virtual clock, with
 * 1,200 requests a minute; and one that turns bad while it is watched.
 */
export async function restoring(): Promise<Restored[]> {
  const on = await new RolledLine().start()
  try {
    await on.apply({ count: 10, guard, rollout: { type: 'all-at-once' } })
    await on.run()
    const measured: Restored[] = []
    for (const [way, rollout, failsAfter] of ways) {
      await on.apply({ count: 10, guard, rollout })
      const times: TakenBack[] = []
      for (let time = 0; time < TIMES; time++) {
        await on.pass(time * APART_MS)
        times.push(await takenBack(on, failsAfter))
        await on.pass(5 * 60_000)
      }
      measured.push({ way, times })
    }
    return measured
  } finally {
    await on.stop()
  }
}

async function takenBack(on: RolledLine, failsAfter: number): Promise<TakenBack> {
  const before = await on.serves()
  await on.land({ failsAfter })
  const failures = () => Object.values(on.failed).reduce((sum, count) => sum + count, 0)
  on.failed = {}
  let [first, last, failed] = [0, 0, 0]
  let answered = on.answered
  const began = on.clock.now()
  for (let now = began; now < began + MOST_MS; now = on.clock.now()) {
    await on.pass(LOOK_MS)
    if (failures() > failed) last = on.clock.now()
    if (failed === 0 && failures() > 0) [first, answered] = [on.clock.now() - LOOK_MS, on.answered]
    failed = failures()
    if (first === 0) continue
    const { EndpointStatus } = await on.endpoint()
    if (EndpointStatus !== 'InService' || (await on.serves()) !== before) continue
    return {
      failedShare: failed / (failed + on.answered - answered),
      untilLastFailure: periods(last - first),
      untilAtRest: periods(on.clock.now() - first),
    }
  }
  throw new Error(`it was not taken back: ${JSON.stringify(await on.rollouts())}`)
}

const periods = (ms: number) => ms / 1000 / PERIOD_SECONDS
