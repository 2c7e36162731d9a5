import { comparison, OPERATORS, type Operator } from './compare.ts'
import { readConditions } from './conditions.ts'
import type { LineTest } from './filter-pattern.ts'
import { invalidPattern } from './invalid-pattern.ts'

type ColumnTest = (value: string) => boolean

/** Words, and what stands in quotes or brackets as one. */
const COLUMN = /"((?:[^"\\]|\\.)*)"|\[([^\]]*)\]|(\S+)/g
const CONDITION = new RegExp(String.raw`^(\w+)\s*(${OPERATORS.join('|')})\s*("[^"]*"|%.*%|[^\s"]+)$`, 's')

/** Compiles `[host, ..., status = 4*, bytes > 1000]`: one column for each name, `...` for any number of them. */
export function columnsPattern(pattern: string): LineTest {
  const inner = /^\[(.*)\]$/s.exec(pattern)?.[1]
  if (inner === undefined) throw invalidPattern(pattern)
  const parts = inner.split(',').map((part) => part.trim())
  if (parts.filter((part) => part === '...').length > 1) throw invalidPattern(pattern)
  const gap = parts.indexOf('...')
  const before = (gap < 0 ? parts : parts.slice(0, gap)).map((part) => column(part, pattern))
  const after = gap < 0 ? [] : parts.slice(gap + 1).map((part) => column(part, pattern))
  return (message) => {
    const values = [...message.matchAll(COLUMN)].map(([, quoted, bracketed, word]) => quoted ?? bracketed ?? word!)
    const needed = before.length + after.length
    if (gap < 0 ? values.length !== needed : values.length < needed) return false
    return (
      before.every((test, index) => test(values[index]!)) &&
      after.every((test, index) => test(values[values.length - after.length + index]!))
    )
  }
}

function column(text: string, pattern: string): ColumnTest {
  if (/^\w*$/.test(text)) return () => true
  return readConditions<string>(text, (condition) => {
    const match = CONDITION.exec(condition)
    if (!match) throw invalidPattern(pattern)
    return comparison(match[2] as Operator, match[3]!)
  })
}
