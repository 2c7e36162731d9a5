import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseNumber } from '#containers/xgboost/data/parse-number.ts'

const parse = (text: string) => {
  const bytes = Buffer.from(` ${text},`)
  return parseNumber(bytes, 1, bytes.length - 1)
}

it('reads every double as Number does', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -3e38, max: 3e38 }), (value) => {
      // String writes -0 as 0.
      expect(parse(String(value))).toBe(Number(String(value)))
    }),
  )
})

it.each(['0', '-0.5', '+12', '007', '.5', '5.', '1e-7', '123456789012345678', '-1.25E+3', ' 42 '])(
  'reads %s',
  (text) => {
    expect(parse(text)).toBe(Number(text))
  },
)

it.each(['', 'nan', 'NaN', 'NA', 'null'])("reads '%s' as missing", (text) => {
  expect(parse(text)).toBeNaN()
})

it.each(['abc', '1.2.3', '-', '.', 'inf', '1e', '0x10', '"1"', '1e39'])('refuses %s', (text) => {
  expect(parse(text)).toBeUndefined()
})
