import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type WatchFacts, watchDecision } from '#shared/domain/watch-window.ts'

const until = '2026-03-04T13:00:00.000Z'
const [before, after] = ['2026-03-04T12:59:00.000Z', '2026-03-04T13:00:00.000Z']

describe('a version whose rollout has finished', () => {
  it.each<[string, Partial<WatchFacts>, string, string, RegExp]>([
    ['goes back once an alarm is raised', { raised: ['errors'] }, before, 'go-back', /alarm errors is in ALARM/],
    ['goes back even when the time is over', { raised: ['a', 'b'], requests: 9 }, after, 'go-back', /alarms a, b are/],
    ['is watched to the end', { requests: 9 }, before, 'keep-watching', /until/],
    ['is kept when nothing was wrong', { requests: 9 }, after, 'over', /9 requests/],
    ['is held as long as nobody asked it', { requests: 0 }, after, 'keep-watching', /nobody/],
    ['is let go when it serves no longer', { requests: 0, gone: true }, after, 'over', /serves no longer/],
    ['is watched to the end even then', { gone: true }, before, 'keep-watching', /until/],
    ['has an alarm put back that somebody removed', { missing: ['a'] }, before, 'put-back', /somebody removed a$/],
    ['is not kept without it', { missing: ['a', 'b'], requests: 9 }, after, 'put-back', /removed a and b/],
    ['goes back by the other one', { missing: ['a'], raised: ['b'] }, before, 'go-back', /alarm b/],
    ['needs none once it serves no longer', { missing: ['a'], gone: true }, after, 'over', /serves no longer/],
    ['is kept by time alone where requests are not counted', {}, after, 'over', /no alarm/],
  ])('%s', (_, facts, now, decision, reason) => {
    const decided = watchDecision({ until, raised: [], missing: [], ...facts }, now)
    expect(decided).toMatchObject({ decision, reason: expect.stringMatching(reason) })
  })

  it('is never kept with an alarm raised or missing, nor before its time, nor unused', () => {
    const names = fc.array(fc.string(), { maxLength: 2 })
    const facts = fc.record({ until: fc.constant(until), raised: names, missing: names, requests: fc.nat(5) })
    fc.assert(
      fc.property(facts, fc.constantFrom(before, after), (given, now) => {
        const { decision } = watchDecision(given, now)
        const quiet = given.raised.length === 0 && given.missing.length === 0
        expect(decision === 'over').toBe(quiet && now === after && given.requests > 0)
      }),
    )
  })
})
