import { describe, expect, it } from 'vitest'
import { compileFilterPattern } from '#local/logs/filter/filter-pattern.ts'

const JSON_LINE = JSON.stringify({
  level: 'ERROR',
  ms: 120.5,
  ok: false,
  error: null,
  user: { id: 7, tags: ['new', 'paying'], 'full name': 'Ada' },
  ip: '10.0.0.1',
})
const COLUMN_LINE = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'

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
    ['?WARN ERROR', 'an ERROR', true],
  ])('%s on "%s": %s', (pattern, line, expected) => expect(compileFilterPattern(pattern)(line)).toBe(expected))

  it.each([
    ['%ERR.*timeout%', 'an ERROR: timeout', true],
    ['%^ERR%', 'an ERROR', false],
    ['%10\\.0\\.[0-9]+%', 'from 10.0.12', true],
  ])('that is an expression, %s, on "%s": %s', (pattern, line, expected) =>
    expect(compileFilterPattern(pattern)(line)).toBe(expected),
  )

  it.each([
    ['{ $.level = "ERROR" }', true],
    ['{ $.level = ERROR }', true],
    ['{ $.level = "ERR*" }', true],
    ['{ $.level != "ERROR" }', false],
    ['{ $.level = %^E% }', true],
    ['{ $.ms > 100 }', true],
    ['{ $.ms <= 1.2e2 }', false],
    ['{ $.user.id = 7 }', true],
    ['{ $.user.tags[1] = "paying" }', true],
    ['{ $.user.tags[*] = "new" }', true],
    ["{ $.user['full name'] = Ada }", true],
    ['{ $.error IS NULL }', true],
    ['{ $.ok IS FALSE }', true],
    ['{ $.nothing NOT EXISTS }', true],
    ['{ $.nothing != "x" }', false],
    ['{ $.level = "INFO" || $.ms > 100 && $.ok IS FALSE }', true],
    ['{ ($.level = "INFO" || $.ms > 100) && $.ok IS TRUE }', false],
    ['{ $.ip = 10.0.* }', true],
  ])('over the properties of JSON, %s: %s', (pattern, expected) =>
    expect(compileFilterPattern(pattern)(JSON_LINE)).toBe(expected),
  )

  it('over the properties of JSON finds nothing in another line', () =>
    expect(compileFilterPattern('{ $.level NOT EXISTS }')('plain text')).toBe(false))

  it.each([
    ['[ip, server, user, time, request, status, bytes]', true],
    ['[ip, server, user]', false],
    ['[..., status = 404, bytes > 1000]', true],
    ['[ip = 127.*, ..., status = 4* && status != 403, bytes]', true],
    ['[ip, ..., request = "GET *", status = 5*, bytes]', false],
    ['[ip, server = Prod || server = Test, ...]', true],
  ])('over columns, %s: %s', (pattern, expected) => expect(compileFilterPattern(pattern)(COLUMN_LINE)).toBe(expected))

  it.each(['{ $.level ~ 1 }', '{ level = 1 }', '{ $.a = 1', '[a, b', '[a, ..., b, ...]', '%(a|b)%'])(
    '%s is refused',
    (pattern) => expect(() => compileFilterPattern(pattern)).toThrow(/Invalid filter pattern/),
  )

  it('of a term that is no word is refused without quotes', () => {
    expect(() => compileFilterPattern('key=value')).toThrow("Invalid character(s) in term 'key=value'")
    expect(compileFilterPattern('"key=value"')('a key=value here')).toBe(true)
  })
})
