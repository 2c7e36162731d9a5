import { expect, test } from 'vitest'
import { trigger } from '#shared/domain/trigger.ts'

const when = '2026-03-02T12:00:00Z'
const file = { bucket: 'b', key: 'data/churn/a b.csv', sequencer: '0A' }

test('every delivery of one S3 event makes the same trigger, whatever else it says', () => {
  const first = trigger('data', 'churn', when, file)
  const again = trigger('data', 'churn', '2026-03-02T12:00:05Z', { ...file, size: 7 })
  expect(again.id).toBe(first.id)
  expect(first.at).toBe('2026-03-02T12:00:00.000Z')
})

test.each([
  ['another model line', trigger('data', 'other', when, file)],
  ['another key', trigger('data', 'churn', when, { ...file, key: 'data/churn/b.csv' })],
  ['a later change to the key', trigger('data', 'churn', when, { ...file, sequencer: '0B' })],
  ['another bucket', trigger('data', 'churn', when, { ...file, bucket: 'c' })],
  ['another kind', trigger('api', 'churn', when, { idempotencyKey: 'b' })],
])('%s makes another trigger', (_name, other) => {
  expect(other.id).not.toBe(trigger('data', 'churn', when, file).id)
})

test('parts of an identity do not run into each other', () => {
  const one = trigger('code', 'churn', when, { pipeline: 'a', executionId: 'bc' })
  const other = trigger('code', 'churn', when, { pipeline: 'ab', executionId: 'c' })
  expect(one.id).not.toBe(other.id)
})

test('an image push is told by its digest', () => {
  const push = (digest: string) => trigger('code', 'churn', when, { repository: 'churn', tag: 'release', digest }).id
  expect(push('sha256:1')).toBe(push('sha256:1'))
  expect(push('sha256:1')).not.toBe(push('sha256:2'))
})

test('a time that is none is refused', () => {
  expect(() => trigger('api', 'churn', 'yesterday', { idempotencyKey: 'k' })).toThrow(RangeError)
})
