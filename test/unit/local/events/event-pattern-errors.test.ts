import { describe, expect, it } from 'vitest'
import { compilePattern } from '#local/events/pattern/compile-pattern.ts'

const at = (pattern: string, column: number) => `\n at [Source: (String)"${pattern}"; line: 1, column: ${column}]`
const inList = 'Inside anything but list, start|null|boolean is not supported.'

// Each reason and place as EventBridge gave it to this very pattern.
const TOLD: [pattern: string, reason: string, column?: number][] = [
  ['{"int": 42}', '"int" must be an object or an array', 11],
  ['{"string": "my-value"}', '"string" must be an object or an array', 13],
  ['{"resources": []}', 'Empty arrays are not allowed', 17],
  ['{"my_key": [{"EXISTS": true}]}', 'Unrecognized match type EXISTS', 28],
  ['{"detail": {"equal": [{"NUMERIC": ["=", 5]}]}}', 'Unrecognized match type NUMERIC', 36],
  ['{"detail": {"c-count": [{"numeric": 10}]}}', 'Value of numeric must be an array.', 39],
  ['{"detail": {"c-count": [{"numeric": [">", 0, ">", 0]}]}}', 'Bad numeric range operator: >', 49],
  ['{"detail": {"c-count": [{"numeric": [">", 0, "<"]}]}}', 'Value of < must be numeric', 50],
  ['{"EventBusArn": [{"wildcard": 123}]}', 'wildcard match pattern must be a string', 34],
  ['{"time": [{"prefix": ["2022-07-13"]}]}', 'prefix match pattern must be a string', 23],
  ['{"FileName": [{"suffix": 123}]}', 'suffix match pattern must be a string', 29],
  ['{"detail": {"FileName": [{"anything-but": {"prefix": ""}}]}}', 'Null prefix/suffix not allowed', 56],
  [
    '{"detail": {"state": [{"anything-but": null}]}}',
    'Value of anything-but must be an array or single string/number value.',
    44,
  ],
  ['["not", "a", "dict", "but valid json"]', 'Filter is not an object', 2],
  [
    'this is valid json but not a dict',
    "Unrecognized token 'this': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    5,
  ],
  ["{'bad': 'quotation'}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 2],
  ['{"detail": {"ip": [{"cidr": "bad-filter"}]}}', "Malformed CIDR, one '/' required"],
  ['{"detail": {"ip": [{"cidr": "xx.11.xx/8"}]}}', 'Nonstandard IP address: xx.11.xx'],
  ['{"detail": {"ip": [{"cidr": "bad-/64filter"}]}}', 'Malformed CIDR, mask bits must be an integer'],
]

// Each reason as event-ruler gives it to this very text.
const NO_JSON: [text: string, reason: string, column: number][] = [
  ['', 'Filter is not an object', 1],
  ['{"a', 'Unexpected end-of-input in field name', 4],
  ['{"a":', 'Unexpected end-of-input within/between Object entries', 6],
  ['{"a":["x",', 'Unexpected end-of-input within/between Array entries', 11],
  ['{"a":["x', 'Unexpected end-of-input: was expecting closing quote for a string value', 9],
  ['{"a":["\\d"]}', "Unrecognized character escape 'd' (code 100)", 9],
  [
    '{"a":["\\u00g9"]}',
    "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence",
    12,
  ],
  [
    '{"a":["\t"]}',
    'Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in string value',
    8,
  ],
  [
    '{"a":["x"] // why',
    "Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)",
    12,
  ],
  ['{"a":}', "Unexpected character ('}' (code 125)): expected a value", 6],
]

describe('an event pattern that is not valid', () => {
  it.each(NO_JSON)('says what is wrong with its JSON: %j', (pattern, reason, column) => {
    expect(() => compilePattern(pattern)).toThrow(`Event pattern is not valid. Reason: ${reason}${at(pattern, column)}`)
  })

  it('says which bracket does not fit, and where its partner stands', () => {
    const pattern = '{"a":["x"}'
    const opened = at(pattern, 6).trim().replace(/^at /, '')
    expect(() => compilePattern(pattern)).toThrow(
      `Unexpected close marker '}': expected ']' (for Array starting at ${opened})${at(pattern, 10)}`,
    )
  })

  it('looks into the wildcards of a list when it has read them all', () => {
    const pattern = '{"a":[{"anything-but":{"wildcard":["x","y**"]}}]}'
    expect(() => compilePattern(pattern)).toThrow(`Consecutive wildcard characters at pos 2${at(pattern, 46)}`)
  })

  it.each(TOLD)('is refused as EventBridge refuses it: %s', (pattern, reason, column) => {
    const place = column === undefined ? '' : at(pattern, column)
    expect(() => compilePattern(pattern)).toThrow(
      expect.objectContaining({
        code: 'InvalidEventPatternException',
        status: 400,
        message: `Event pattern is not valid. Reason: ${reason}${place}`,
      }),
    )
  })

  it('tells the place twice when a list is wrong inside anything-but', () => {
    const pattern = '{"detail": {"state": [{"anything-but": ["stopped", null]}]}}'
    expect(() => compilePattern(pattern)).toThrow(inList + at(pattern, 56) + at(pattern, 56))
  })

  it('counts lines', () => {
    expect(() => compilePattern('{\n  "a": 1\n}')).toThrow('line: 2, column: 9]')
  })

  it.each([
    '{',
    '{"a"',
    '{"a":',
    '{"a":["x"',
    '{"a":["x}',
    '{"a":[1 2]}',
    '{"a":[x]}',
    '{"a":["\n"]}',
    '',
    '{"a":[01]}',
  ])('is refused when it is no JSON: %j', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(/^Event pattern is not valid\. Reason: .+\n at \[Source/)
  })
})
