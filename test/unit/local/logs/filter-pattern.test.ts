import { describe, expect, it } from 'vitest'
import { compileFilterPattern } from '#local/logs/filter-pattern.ts'

describe('a filter pattern', () => {
  it.each([
    ['', 'anything', true],
    ['ERROR', 'an ERROR here', true],
    ['ERROR', 'an error here', false],
    ['ERROR timeout', 'timeout: ERROR', true],
    ['ERROR timeout', 'only ERROR', false],
    ['"not found"', 'it was not found', true],
    ['"not found"', 'found, not lost', false],
    ['"say \\"hi\\""', 'say "hi"', true],
    ['ERROR -retry', 'ERROR and retry', false],
    ['?WARN ?ERROR', 'a WARN', true],
    ['?WARN ?ERROR', 'an INFO', false],
  ])('%s on "%s": %s', (pattern, line, expected) => expect(compileFilterPattern(pattern)(line)).toBe(expected))

  it('over JSON fields is refused by name', () =>
    expect(() => compileFilterPattern('{ $.level = "ERROR" }')).toThrow(/terms alone/))
})
