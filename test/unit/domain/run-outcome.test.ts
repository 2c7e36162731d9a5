import { describe, expect, it } from 'vitest'
import { runOutcome } from '#shared/domain/run-outcome.ts'

const passed = { verdict: 'pass' as const, reason: '2 checks, all passed' }
const service = {
  step: 'Train the model',
  error: 'States.TaskFailed',
  cause: '{"FailureReason":"CapacityError: none"}',
}

describe('a run', () => {
  it('is deployed when its version went to traffic', () => {
    expect(runOutcome({ attempt: 1, judged: passed, deployed: { configName: 'c' } }).status).toBe('deployed')
  })
  it('is refused when its candidate is not good enough, with the verdict as the reason', () => {
    const outcome = runOutcome({ attempt: 1, judged: { verdict: 'fail', reason: 'auc is 0.5' } })
    expect(outcome).toMatchObject({ status: 'refused', reason: 'auc is 0.5', again: false })
  })
  it('is rejected when a person said no, and says who', () => {
    const approval = { approve: false, by: 'ana', reason: 'too early' }
    const outcome = runOutcome({ attempt: 1, judged: passed, approval })
    expect(outcome).toMatchObject({ status: 'rejected', reason: 'rejected by ana: too early' })
  })
  it('is failed when something broke, whatever went well before', () => {
    const failure = { step: 'Deploy the version', error: 'EndpointFailed', cause: 'no ping' }
    const outcome = runOutcome({ attempt: 1, judged: passed, failure })
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: 'Deploy the version: no ping',
      step: 'Deploy the version',
    })
  })
  it('that ended without a trace is no success', () => {
    expect(runOutcome({ attempt: 1, judged: passed }).status).toBe('failed')
  })
})

describe('another attempt', () => {
  it('is made once when the service itself failed', () => {
    expect(runOutcome({ attempt: 1, failure: service }).again).toBe(true)
    expect(runOutcome({ attempt: 2, failure: service }).again).toBe(false)
  })
  it('is not made for what would fail again', () => {
    const failure = { ...service, cause: '{"FailureReason":"AlgorithmError: bad label"}' }
    expect(runOutcome({ attempt: 1, failure }).again).toBe(false)
  })
})
