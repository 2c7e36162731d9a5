import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesError } from '#local/stepfunctions/engine/error-match.ts'
import { StateFailure } from '#local/stepfunctions/engine/failure.ts'
import { retryDelay } from '#local/stepfunctions/engine/retry-delay.ts'

const retriers = fc.record({
  errorEquals: fc.constant(['States.ALL']),
  intervalSeconds: fc.integer({ min: 1, max: 1000 }),
  maxAttempts: fc.integer({ min: 0, max: 30 }),
  backoffRate: fc.double({ min: 1, max: 10, noNaN: true }),
  maxDelaySeconds: fc.oneof(fc.integer({ min: 1, max: 31_622_400 }), fc.constant(Number.POSITIVE_INFINITY)),
  jitter: fc.boolean(),
})

describe('the delay of a retry', () => {
  it('exists for exactly MaxAttempts attempts', () => {
    fc.assert(
      fc.property(retriers, fc.integer({ min: 0, max: 40 }), (retrier, attempts) => {
        expect(retryDelay(retrier, attempts) === undefined).toBe(attempts >= retrier.maxAttempts)
      }),
    )
  })

  it('starts at IntervalSeconds, never shrinks, never passes MaxDelaySeconds, and jitter only shortens it', () => {
    fc.assert(
      fc.property(retriers, fc.double({ min: 0, max: 1, noNaN: true }), (retrier, drawn) => {
        const steady = { ...retrier, jitter: false }
        let last = Math.min(retrier.intervalSeconds, retrier.maxDelaySeconds) * 1000
        for (let attempt = 0; attempt < retrier.maxAttempts; attempt++) {
          const delay = retryDelay(steady, attempt)!
          if (attempt === 0) expect(delay).toBe(last)
          expect(delay).toBeGreaterThanOrEqual(last)
          expect(delay).toBeLessThanOrEqual(retrier.maxDelaySeconds * 1000)
          const jittered = retryDelay({ ...retrier, jitter: true }, attempt, () => drawn)!
          expect(jittered).toBeGreaterThanOrEqual(0)
          expect(jittered).toBeLessThanOrEqual(delay)
          last = delay
        }
      }),
    )
  })
})

describe('ErrorEquals', () => {
  it.each([
    ['States.ALL', 'Anything', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.DataLimitExceeded', true],
    ['States.ALL', 'States.Runtime', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.Runtime', 'States.Runtime', false],
    ['States.TaskFailed', 'Anything', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['Anything', 'Anything', true],
    ['Anything', 'Something', false],
  ])('%s on %s: %s', (name, error, expected) => {
    expect(matchesError([name], new StateFailure(error))).toBe(expected)
  })

  it('States.HeartbeatTimeout names a timeout that a missing heartbeat made', () => {
    const failure = new StateFailure('States.Timeout', undefined, ['States.HeartbeatTimeout'])
    expect(matchesError(['States.HeartbeatTimeout'], failure)).toBe(true)
    expect(matchesError(['States.HeartbeatTimeout'], new StateFailure('States.Timeout'))).toBe(false)
  })
})
