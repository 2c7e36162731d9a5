import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRows } from '#local/sagemaker/transform/csv-rows.ts'
import { parseExactly } from '#local/sagemaker/transform/exact-json.ts'
import { PathNotFound, parseJsonPath, select } from '#local/sagemaker/transform/json-path.ts'

const RECORD = { id: 7, features: [10, 20, 30, 40], deep: { a: 1, b: 2, c: 3 }, rows: [{ x: 1, y: 2 }, { x: 3 }] }
const selected = (path: string, value: unknown = RECORD) => select(parseJsonPath(path), value)

test.each([
  ['$', RECORD],
  ['$.id', 7],
  ["$['id']", 7],
  ['$.features[0]', 10],
  ['$.features[-1]', 40],
  ['$.features[0,2]', [10, 30]],
  ['$.features[1:]', [20, 30, 40]],
  ['$.features[:2]', [10, 20]],
  ['$.features[1:-1]', [20, 30]],
  ['$.features[2:9]', [30, 40]],
  ['$.deep.*', [1, 2, 3]],
  ["$['id','features']", { id: 7, features: [10, 20, 30, 40] }],
  ["$.deep.['a','c']", { a: 1, c: 3 }],
  ['$.rows[*].x', [1, 3]],
  ['$.rows[*].y', [2]],
])('%s selects what SageMaker’s JSONPath does', (path, expected) => {
  expect(selected(path)).toEqual(expected)
})

test.each(['$[0,9]', '$[9]', '$.a'])('%s of a list of two leads nowhere', (path) => {
  expect(() => selected(path, [1, 2])).toThrow(PathNotFound)
})

test.each(['id', '$..x', '$.rows[?(@.x)]', '$.a.', '$[', "$['a'", '$[1,]', '$[a]'])('%s is refused', (path) => {
  expect(() => parseJsonPath(path)).toThrow(SyntaxError)
})

test('numbers are written with the digits that they came with', () => {
  const text = '{"a":1.0,"b":12345678901234567890,"c":[1e5,-0.10]}'
  expect(JSON.stringify(parseExactly(text))).toBe(text)
  expect(JSON.stringify(selected('$.c', parseExactly(text)))).toBe('[1e5,-0.10]')
})

test('CSV fields keep their quotes, and what is in quotes ends neither a field nor a row', () => {
  expect(csvRows('1,"a, ""b""\nc",2\r\n3,,4\n')).toEqual([
    ['1', '"a, ""b""\nc"', '2'],
    ['3', '', '4'],
  ])
})

test('rows that are written come back as they were', () => {
  const field = fc.oneof(
    fc.stringMatching(/^[a-z0-9.]{1,5}$/),
    fc.string().map((text) => `"${text.replaceAll('"', '""')}"`),
  )
  fc.assert(
    fc.property(fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), (rows) => {
      expect(csvRows(rows.map((row) => row.join(',')).join('\n'))).toEqual(rows)
    }),
  )
})
