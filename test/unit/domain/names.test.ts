import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientToken, endpointName, jobName, runIdFor } from '#shared/domain/names.ts'

const sagemaker = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/
const word = fc.stringMatching(/^[a-z0-9](-?[a-z0-9]){0,31}$/)
const moment = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2099-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const triggers = fc.array(fc.record({ id: fc.string(), at: moment }), { minLength: 1, maxLength: 5 })

describe('a run id', () => {
  test('follows from the oldest trigger alone, in whatever order they are read', () => {
    fc.assert(
      fc.property(word, triggers, (model, all) => {
        expect(runIdFor(model, [...all].reverse())).toBe(runIdFor(model, all))
      }),
    )
  })

  test('is a name that SageMaker takes, of at most 40 characters', () => {
    fc.assert(
      fc.property(word, triggers, (model, all) => {
        const id = runIdFor(model, all)
        expect(id).toMatch(sagemaker)
        expect(id.length).toBeLessThanOrEqual(40)
      }),
    )
  })

  test('sorts by time within a model line, and tells it', () => {
    const at = (time: string) => runIdFor('flight-delay', [{ id: 'data-1', at: time }])
    expect(at('2026-03-02T12:00:01.000Z')).toMatch(/^flight-delay-20260302t120001-[0-9a-f]{8}$/)
    expect(at('2026-03-02T12:00:01.000Z') > at('2026-03-02T12:00:00.000Z')).toBe(true)
  })

  test('differs between model lines that the same instant starts', () => {
    const first = [{ id: 'data-1', at: '2026-03-02T12:00:00.000Z' }]
    const ids = ['a-model-of-some-length-1', 'a-model-of-some-length-2'].map((model) => runIdFor(model, first))
    expect(new Set(ids).size).toBe(2)
  })
})

describe('a job name', () => {
  test('is one that SageMaker takes, however long its parts', () => {
    fc.assert(
      fc.property(word, word, fc.nat(500), (stage, run, attempt) => {
        expect(jobName(stage, run, 'score-champion', attempt)).toMatch(sagemaker)
      }),
    )
  })

  test('differs by run, step and attempt even where it had to be cut', () => {
    const stage = 'a-stage-with-a-long-name'
    const run = 'flight-delay-20260302t120001-0123abcd'
    const names = [
      jobName(stage, run, 'train', 1),
      jobName(stage, run, 'train', 2),
      jobName(stage, run, 'score-champion', 1),
      jobName(stage, run.replace('abcd', 'abce'), 'train', 1),
    ]
    expect(new Set(names).size).toBe(4)
    expect(names.every((name) => name.length <= 63 && name.startsWith('trimtab-a-stage'))).toBe(true)
  })

  test('begins with the service and its stage, so that policies can be confined to it', () => {
    expect(jobName('dev', 'run-1', 'train', 1)).toBe('trimtab-dev-run-1-train-1')
    expect(endpointName('dev', 'churn')).toBe('trimtab-dev-churn')
  })
})

test('a client token is short enough for SageMaker and the same for the same parts', () => {
  expect(clientToken('dev', 'run', 1)).toMatch(/^[a-zA-Z0-9-]{1,36}$/)
  expect(clientToken('dev', 'run', 1)).toBe(clientToken('dev', 'run', 1))
  expect(clientToken('dev', 'run', 1)).not.toBe(clientToken('dev', 'run', 2))
})
