import { expect, test } from 'vitest'
import { judgeAnswer, type SmokeTestFacts } from '#shared/domain/smoke-test.ts'

const facts = (changes: Partial<SmokeTestFacts>): SmokeTestFacts => ({
  rows: 2,
  answer: 'probability',
  status: 200,
  body: '',
  ...changes,
})

test.each<[string, Partial<SmokeTestFacts>]>([
  ['one probability a line', { body: '0.1\n0.9\n' }],
  ['probabilities on one line', { body: '0.1,0.9' }],
  ['bracketed class probabilities', { answer: 'probabilities', body: '[0.2, 0.3, 0.5]\n[1.0, 0.0, 0.0]\n' }],
  [
    'probabilities as 32-bit floats',
    { answer: 'probabilities', body: '0.33333334,0.33333334,0.33333334\n0.5,0.5,0\n' },
  ],
  ['classes', { answer: 'class', body: '0.0\n2.0\n' }],
  ['any numbers of a regression', { answer: 'number', body: '-12.5\r\n1e3\r\n' }],
])('%s are plausible', (_name, changes) => {
  expect(judgeAnswer(facts(changes))).toMatchObject({ passed: true, reasons: [] })
})

test.each<[string, Partial<SmokeTestFacts>, RegExp]>([
  ['an error', { status: 500, body: '0.1\n0.2' }, /status 500/],
  ['nothing', { body: '' }, /2 rows were sent and 0 predictions came back/],
  ['one prediction too few', { body: '0.1\n' }, /2 rows were sent and 1 predictions/],
  ['a probability above one', { body: '0.1\n1.2\n' }, /prediction 2 is 1.2, which is no probability/],
  ['NaN', { answer: 'number', body: '1\nnan\n' }, /prediction 2 is not a finite number/],
  ['infinity', { answer: 'number', body: '1\n1e999\n' }, /not a finite number/],
  ['words', { body: 'model not found' }, /not a finite number/],
  ['half a class', { answer: 'class', body: '0.5\n1\n' }, /prediction 1 is 0.5, which is no class/],
  [
    'probabilities that do not add up',
    { answer: 'probabilities', body: '0.2,0.2\n0.5,0.5\n' },
    /prediction 1 is a set of probabilities that add up to 0.4/,
  ],
])('%s is not', (_name, changes, reason) => {
  const judged = judgeAnswer(facts(changes))
  expect(judged.passed).toBe(false)
  expect(judged.reasons.join()).toMatch(reason)
})
