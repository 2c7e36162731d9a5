import { describe, expect, it } from 'vitest'
import { type CapturedAnswer, capturedAnswers, groundTruth } from '#shared/analysis/captured-answers.ts'
import { predictedValues, scoredByTruth } from '#shared/analysis/scored-by-truth.ts'

/** In the form of SageMaker's data capture. */
const captured = (data: string, encoding = 'CSV', metadata: object = {}) =>
  JSON.stringify({
    captureData: {
      endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: '1,2', encoding: 'CSV' },
      endpointOutput: { observedContentType: 'text/csv', mode: 'OUTPUT', data, encoding },
    },
    eventMetadata: { eventId: 'e1', inferenceTime: '2026-03-02T08:00:00Z', ...metadata },
    eventVersion: '0',
  })

describe('captured answers', () => {
  it.each([
    ['a number', captured('0.8'), [0.8], 1],
    ['rows of a batch', captured('0.8\n0.3\n'), [0.8, 0.3], 1],
    ['probabilities of classes', captured('0.1,0.9\n0.7,0.3'), [0.1, 0.9, 0.7, 0.3], 2],
    ['BASE64', captured(Buffer.from('0.8').toString('base64'), 'BASE64'), [0.8], 1],
    ['JSON', captured('[[0.1, 0.9], [0.7, 0.3]]', 'JSON'), [0.1, 0.9, 0.7, 0.3], 2],
  ])('are read as %s', (_, line, values, width) => {
    const [answer] = capturedAnswers(line)
    expect(answer).toMatchObject({ eventId: 'e1', at: '2026-03-02T08:00:00Z', width })
    expect([...answer!.values]).toEqual(values)
  })

  it('leave out what holds no numbers, and a line that was cut off', () => {
    const cut = captured('0.4').slice(0, 80)
    expect(capturedAnswers([captured('sorry'), '', '{}', captured('0.5'), cut].join('\n'))).toHaveLength(1)
  })
})

describe('truth', () => {
  const truth = (id: string, data: string) =>
    JSON.stringify({ groundTruthData: { data, encoding: 'CSV' }, eventMetadata: { eventId: id }, eventVersion: '0' })
  const answer = (id: string, values: number[], width = 1): CapturedAnswer => ({
    eventId: `event-${id}`,
    inferenceId: id,
    at: '',
    values: Float64Array.from(values),
    width,
  })
  const by = { metric: 'auc', threshold: 0.5 }

  it('is joined by inferenceId, else by eventId', () => {
    const known = groundTruth([truth('a', '1'), truth('event-b', '0'), truth('c', '1')].join('\n'))
    const { labels, predictions } = scoredByTruth([answer('a', [0.9]), answer('b', [0.2])], known, by)
    expect([labels, predictions]).toEqual([
      [1, 0],
      [0.9, 0.2],
    ])
  })

  it('of another length, or of no such label, is left out', () => {
    const known = groundTruth([truth('a', '1\n0'), truth('b', '2'), truth('c', '1')].join('\n'))
    const answers = [answer('a', [0.9]), answer('b', [0.2]), answer('c', [0.3])]
    expect(scoredByTruth(answers, known, by).labels).toEqual([1])
  })

  it('is a class among several where the answers are probabilities', () => {
    const found = scoredByTruth([answer('a', [0.1, 0.9, 0.7, 0.3], 2)], groundTruth(truth('a', '1\n0')), by)
    expect(found).toMatchObject({ problem: 'multiclass', classes: 2, labels: [1, 0] })
  })

  it('is not needed for the values that are compared: numbers, or the likeliest classes', () => {
    expect([...predictedValues([answer('a', [0.4, 0.6]), answer('b', [0.1, 0.2, 0.7, 0.8, 0.1, 0.1], 3)])]).toEqual([
      0.4, 0.6, 2, 0,
    ])
  })
})
