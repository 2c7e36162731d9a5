import { describe, expect, it } from 'vitest'
import { explainFailure, readableCause } from '#shared/domain/explain-failure.ts'

const explain = (error: string, cause: unknown, step = 'Train the model') =>
  explainFailure({ step, error, cause: typeof cause === 'string' ? cause : JSON.stringify(cause) })

describe('a job that failed', () => {
  it('gives its FailureReason, with the step', () => {
    const cause = { TrainingJobName: 't', TrainingJobStatus: 'Failed', FailureReason: 'AlgorithmError: bad label' }
    expect(explain('States.TaskFailed', cause)).toMatchObject({
      reason: 'Train the model: AlgorithmError: bad label',
      refused: false,
      transient: false,
    })
  })
  it('gives the ExitMessage of its container first, and that is a refusal of the data', () => {
    const cause = { ProcessingJobStatus: 'Failed', ExitMessage: "'a.csv' is empty.", FailureReason: 'exit code 1' }
    expect(explain('States.TaskFailed', cause, 'Prepare the data')).toMatchObject({
      reason: "'a.csv' is empty.",
      refused: true,
    })
  })
  it('that was adopted tells the same', () => {
    const cause = { errorType: 'JobFailed', errorMessage: JSON.stringify({ ExitMessage: 'no rows' }), trace: [] }
    expect(explain('JobFailed', cause)).toMatchObject({ reason: 'no rows', refused: true })
  })
  it('that was stopped says so', () => {
    expect(explain('States.TaskFailed', { TransformJobStatus: 'Stopped' }).reason).toContain('the job ended as Stopped')
  })
  it.each(['CapacityError: try later', 'InternalServerError: We encountered an internal error'])(
    'by %s may be tried again',
    (FailureReason) => {
      expect(explain('States.TaskFailed', { FailureReason }).transient).toBe(true)
    },
  )
})

describe('a function that failed', () => {
  it('gives its message, and its own refusals as such', () => {
    const cause = { errorType: 'PlanRefused', errorMessage: 'there is no data', trace: [] }
    expect(explain('PlanRefused', cause, 'Plan the run')).toMatchObject({
      error: 'PlanRefused',
      reason: 'there is no data',
      refused: true,
    })
  })
  it('for another reason is no refusal', () => {
    const cause = { errorType: 'TypeError', errorMessage: 'x is undefined', trace: [] }
    expect(explain('TypeError', cause)).toMatchObject({ reason: 'Train the model: x is undefined', refused: false })
  })
})

it('digs through an execution within an execution', () => {
  const cause = {
    Status: 'FAILED',
    Error: 'SmokeTestFailed',
    Cause: JSON.stringify({ errorMessage: '3 rows, 2 answers' }),
  }
  expect(explain('States.TaskFailed', cause, 'Deploy the version')).toMatchObject({
    error: 'SmokeTestFailed',
    reason: 'Deploy the version: 3 rows, 2 answers',
  })
})

it('never ends without a reason', () => {
  expect(explain('States.Timeout', '').reason).toBe('Train the model: States.Timeout without a message')
  expect(explain('X', '{ not json').reason).toBe('Train the model: { not json')
})

it('reads the words within a cause, and leaves words as they are', () => {
  expect(readableCause('{"errorType":"HookVetoed","errorMessage":"it is Friday","trace":[]}')).toBe('it is Friday')
  expect(readableCause('errors: 9 of 10')).toBe('errors: 9 of 10')
})
