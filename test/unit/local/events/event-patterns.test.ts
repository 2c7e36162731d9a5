import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compilePattern } from '#local/events/pattern/compile-pattern.ts'
import { flattenEvent } from '#local/events/pattern/flatten-event.ts'
import { parseEvent } from '#local/events/pattern/leaf.ts'

const matches = (pattern: string, event: string) => compilePattern(pattern).matches(flattenEvent(parseEvent(event)))

function verdict(pattern: string, event: string): string {
  try {
    return matches(pattern, event) ? 'match' : 'no-match'
  } catch (error) {
    return (error as Error).name === 'InvalidEventPatternException' ? 'invalid-pattern' : String(error)
  }
}

describe('an event pattern', () => {
  const file = new URL('../../../conformance/eventbridge-patterns.json', import.meta.url)
  const { cases } = JSON.parse(readFileSync(file, 'utf8'))

  it('has conformance cases to be held against', () => expect(cases.length).toBeGreaterThan(70))

  it.each(cases as any[])('answers as EventBridge did: $name', (one) => {
    expect(verdict(JSON.stringify(one.pattern), JSON.stringify(one.event))).toBe(one.expect)
  })
})
