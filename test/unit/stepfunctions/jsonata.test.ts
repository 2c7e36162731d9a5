import { describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { compileExpression } from '#local/stepfunctions/jsonata/expression.ts'
import { stepFunctionsJsonata } from '#local/stepfunctions/jsonata/functions.ts'

const functions = stepFunctionsJsonata(new VirtualClock({ start: Date.UTC(2026, 0, 31, 12) }))
const evaluate = (source: string, variables = {}) =>
  compileExpression(source, 'Output', functions).evaluate({ states: {}, variables, state: () => undefined })

describe('the functions that Step Functions adds to JSONata', () => {
  it.each([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([], 2)', []],
    ['$range(0, 9, 3)', [0, 3, 6, 9]],
    ['$range(5, 1, -2)', [5, 3, 1]],
    ['$range(0, 0.3, 0.1)[3] > 0.29', true],
    ["$hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ["$hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
    ['$parse(\'{"a":[1,{"b":null}]}\')', { a: [1, { b: null }] }],
    ['$random(7) = $random(7)', true],
    ['$random(7) = $random(8)', false],
    ['$random() < 1', true],
    ['$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4/).index', 0],
    ['$now()', '2026-01-31T12:00:00.000Z'],
    ["$now('[Y0001]-[M01]-[D01]')", '2026-01-31'],
    ['$millis()', Date.UTC(2026, 0, 31, 12)],
  ])('%s', async (source, expected) => {
    expect(await evaluate(source)).toEqual(expected)
  })

  it.each(['$partition([1], 0)', '$range(0, 10, 0)', '$range(0, 100000, 1)', "$hash('a', 'CRC')", "$parse('{')"])(
    '%s is refused',
    async (source) => {
      await expect(evaluate(source)).rejects.toThrow(/threw an error during evaluation/)
    },
  )

  it('hands on what it was given by reference, and copies only sequences', async () => {
    const big = { rows: [{ n: 1 }, { n: 2 }] }
    expect(await evaluate('$big', { big })).toBe(big)
    const rows = await evaluate('$big.rows.n', { big })
    expect(Object.keys(rows)).toEqual(['0', '1'])
  })
})
