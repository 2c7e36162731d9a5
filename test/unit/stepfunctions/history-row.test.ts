import { describe, expect, it } from 'vitest'
import type { HistoryRecord } from '#local/stepfunctions/engine/history.ts'
import { eventsOf, HistoryRow } from '#local/stepfunctions/engine/history-row.ts'
import { jsonBytes } from '#local/stepfunctions/engine/payload.ts'

const event = (id: number, payloads?: object): HistoryRecord => ({ id, previous: id - 1, type: 'T', at: 7, payloads })

function rowOf(...events: HistoryRecord[]): HistoryRow {
  const row = new HistoryRow(events[0]!)
  row.events.push(...events.slice(1))
  return row
}

/** An array as long as many bytes, measured as every payload is. */
function large(bytes: number): string[] {
  const value = Array.from({ length: bytes / 100 }, () => 'x'.repeat(97))
  jsonBytes(value)
  return value
}

describe('the events of one turn, on disk', () => {
  it('carry a large value once, however deep and often they refer to it, and have it again when they are read', () => {
    const lines = large(50_000)
    const row = rowOf(
      event(1),
      event(2, { input: { lines, note: null } }),
      event(3, { output: [{ order: { lines } }, lines] }),
    )
    const text = JSON.stringify(row)
    expect(text.length).toBeLessThan(51_000)
    const events = eventsOf(JSON.parse(text))
    expect(events).toEqual([
      event(1),
      event(2, { input: { lines, note: null } }),
      event(3, { output: [{ order: { lines } }, lines] }),
    ])
    const [, second, third] = events as any[]
    expect(second.payloads.input.lines).toBe(third.payloads.output[1])
    // What the engine holds is as it was.
    expect(row.events[1]!.payloads!['input'].lines).toBe(lines)
  })

  it('carry large values within large values', () => {
    const inner = large(20_000)
    const outer = { inner, more: large(30_000) }
    jsonBytes([outer, ...outer.more])
    const row = rowOf(event(1, { input: outer }), event(2, { output: inner }))
    expect(eventsOf(JSON.parse(JSON.stringify(row)))).toEqual([event(1, { input: outer }), event(2, { output: inner })])
  })

  it('are written as they are when a payload itself has the member that stands for a shared value', () => {
    const lines = large(20_000)
    const payloads = { input: { lines, '\0shared': 0 } }
    const row = rowOf(event(1, payloads), event(2, { output: lines }))
    expect(eventsOf(JSON.parse(JSON.stringify(row)))).toEqual([event(1, payloads), event(2, { output: lines })])
  })
})
