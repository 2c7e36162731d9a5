import { expect, test } from 'vitest'
import { createScreen } from '#cli/demo/screen.ts'
import { ShownRollout } from '#cli/demo/show-rollout.ts'
import type { Surroundings } from '#cli/surroundings.ts'

const began = Date.parse('2026-03-02T08:00:00Z')

/** Looks at a judged rollout that gets a tenth, is held, and is taken back; answers all that was written. */
function shown({ isTerminal = false, quiet = false, env = {} }: Partial<Surroundings> & { quiet?: boolean }): string {
  let written = ''
  const out = (text: string) => {
    written += text
  }
  const traffic = { requests: 0, failed: 0 }
  let minute = 0
  const now = () => new Date(began + minute * 60_000)
  const screen = createScreen({ out, isTerminal, env, width: 80 } as Surroundings, quiet)
  const rollout = new ShownRollout(screen, traffic, now)
  const look = (weight: number, next: string, evidence?: object) => {
    minute++
    traffic.requests += 100
    const reason = 'the challenger served 12 requests; 100 are wanted'
    const item = { type: 'judged', challenger: { version: 3 }, startedAt: new Date(began).toISOString(), evidence }
    rollout.update({ weight, rollout: { ...item, lastTick: { at: '', next: { do: next, reason } } } } as never)
  }
  const checks = [
    { check: 'errors', outcome: 'pass', reason: 'errors: none' },
    { check: 'predictions', outcome: 'fail', reason: 'predictions: stability index 6' },
  ]
  look(0, 'shift')
  look(10, 'shift')
  look(10, 'hold')
  look(10, 'hold')
  look(0, 'roll-back', { requests: 40, checks })
  rollout.stop()
  return written
}

test('without a terminal each change is one plain line, and nothing else is said', () => {
  const lines = shown({}).trimEnd().split('\n')
  expect(lines.map((line) => line.trim().replace(/\s+/g, ' '))).toEqual([
    '✔ version 3 gets 10 % of the requests 120.0 s 200 requests, 0 failed',
    '✔ verdict: hold 180.0 s',
    '✖ verdict: roll-back 300.0 s 40 requests of the challenger compared',
    'predictions: stability index 6',
    '✖ version 3 gets 0 % of the requests 300.0 s 500 requests, 0 failed',
  ])
})

test('on a terminal one line goes on changing, within its width, and is gone at the end', () => {
  const written = shown({ isTerminal: true })
  expect(written).toContain('\r\x1b[2K    judged  10 %  3:00  300 requests, 0 failed  the challenger served')
  expect(written.endsWith('\r\x1b[2K')).toBe(true)
  const moving = written.split('\r\x1b[2K').filter((part) => part.startsWith('    judged'))
  expect(moving).toHaveLength(5)
  for (const line of moving) expect(line.length).toBeLessThan(80)
  expect(written).toContain('\x1b[33m')
})

test('with NO_COLOR it changes in its place too, and has no colour', () => {
  const written = shown({ isTerminal: true, env: { NO_COLOR: '1' } })
  expect(written.replaceAll('\r\x1b[2K', '')).not.toContain('\x1b')
})

test('with --json nothing is said', () => {
  expect(shown({ isTerminal: true, quiet: true })).toBe('')
})
