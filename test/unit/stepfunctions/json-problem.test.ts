import { describe, expect, it } from 'vitest'
import { jsonProblem } from '#local/stepfunctions/json-problem.ts'

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

describe('what is wrong with JSON text', () => {
  it.each([
    ['hello there', `Unrecognized token 'hello': was expecting ${VALUES}`, 1, 6],
    ['{\n  "a": nope }', `Unrecognized token 'nope': was expecting ${VALUES}`, 2, 12],
    ["{'a': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 1, 3],
    ['{"a": 1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 1, 10],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 1, 7],
    ['{"a": 1 "b"', "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries", 1, 10],
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 1, 5],
    ['[1,]', `Unexpected character (']' (code 93)): expected a valid value ${VALUES}`, 1, 5],
    ['{"a": 1', 'Unexpected end-of-input within/between Object entries', 1, 8],
    ['"open', 'Unexpected end-of-input in a string value: was expecting a closing quote', 1, 1],
  ])('%j', (text, message, line, column) => {
    expect(() => JSON.parse(text)).toThrow()
    expect(jsonProblem(text)).toEqual({ message, line, column })
  })

  it.each(['null', ' [1, -2.5e3, "\\u00e9\\n", {"a": {}, "b": []}] ', '"x"', '0'])('nothing: %j', (text) => {
    JSON.parse(text)
    expect(jsonProblem(text)).toBeUndefined()
  })
})
