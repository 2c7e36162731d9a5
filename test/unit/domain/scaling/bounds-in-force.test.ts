import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundsAfter, boundsInForce } from '#shared/domain/scaling/bounds-in-force.ts'
import { manifestWith } from '../../manifest/manifest-text.ts'
import { foreignAction, now, planned, stateOf } from './scaling-states.ts'

const hour = 3_600_000
const manila = { from: '09:00', to: '18:00', timezone: 'Asia/Manila', min: 3, max: 9, holidays: ['2026-12-25'] }
const at = (text: string) => Date.parse(text)

describe('the bounds that a manifest wants at an instant', () => {
  test.each<[string, object, string, [number, number]]>([
    ['of a Monday before business', { hours: manila }, '2026-03-02T00:59:59Z', [1, 4]],
    ['from its beginning on', { hours: manila }, '2026-03-02T01:00:00Z', [3, 9]],
    ['until its end', { hours: manila }, '2026-03-02T09:59:59Z', [3, 9]],
    ['after it', { hours: manila }, '2026-03-02T10:00:00Z', [1, 4]],
    ['on a Sunday', { hours: manila }, '2026-03-01T03:00:00Z', [1, 4]],
    ['on a holiday', { hours: manila }, '2026-12-25T01:01:00Z', [1, 4]],
    ['with no clock at all', {}, '2026-03-02T03:00:00Z', [1, 4]],
    [
      'in the summer of New York',
      { hours: { ...manila, timezone: 'America/New_York' } },
      '2026-07-06T13:00:00Z',
      [3, 9],
    ],
    [
      'in its winter, an hour later',
      { hours: { ...manila, timezone: 'America/New_York' } },
      '2026-01-05T13:30:00Z',
      [1, 4],
    ],
    [
      'after a single time',
      { schedules: [{ name: 's', at: 'at(2026-03-01T00:00:00)', min: 2, max: 3 }] },
      '2026-03-02T00:00:00Z',
      [2, 3],
    ],
    [
      'before a single time',
      { schedules: [{ name: 's', at: 'at(2026-03-03T00:00:00)', min: 2, max: 3 }] },
      '2026-03-02T00:00:00Z',
      [1, 4],
    ],
    [
      'after a 29 February of two years ago',
      { schedules: [{ name: 's', cron: 'cron(0 0 29 2 ? *)', min: 2, max: 3 }] },
      '2026-03-02T00:00:00Z',
      [2, 3],
    ],
  ])('%s', (_name, scale, instant, bounds) => {
    const section = manifestWith({ scale: { max: 4, ...scale } }).scale!
    const { MinCapacity, MaxCapacity } = boundsInForce(section, at(instant), () => undefined)
    expect([MinCapacity, MaxCapacity]).toEqual(bounds)
  })

  test('of a rate count from when its action was made', () => {
    const section = manifestWith({
      scale: { max: 4, schedules: [{ name: 's', cron: 'rate(2 hours)', min: 2, max: 3 }] },
    })
    const bounds = (made: number) => boundsInForce(section.scale!, now, () => made).MinCapacity
    expect([bounds(now - hour), bounds(now - 2 * hour)]).toEqual([1, 2])
  })

  test('of a rate are reckoned at once, however often it fell due', () => {
    const section = manifestWith({
      scale: { max: 4, schedules: [{ name: 's', cron: 'rate(1 minute)', min: 2, max: 3 }] },
    })
    const inAThousandYears = now + 1000 * 365 * 24 * hour
    expect(boundsInForce(section.scale!, inAThousandYears, () => 0)).toEqual({ MinCapacity: 2, MaxCapacity: 3 })
    const madeAt = { a: 0 }
    const state = stateOf(planned(), { actions: [action('a', 'rate(1 minute)', { MinCapacity: 2 })], madeAt })
    const { MinCapacity } = boundsAfter(state, inAThousandYears - hour, inAThousandYears)
    expect(MinCapacity).toBe(2)
  })
})

const action = (name: string, Schedule: string, ScalableTargetAction: object, more: object = {}) => {
  const { request } = foreignAction(name, Schedule)
  return { name, request: { ...request, ScalableTargetAction, ...more } }
}

describe('what the actions of somebody else make of the bounds of a manifest', () => {
  // Its own business began at 09:00 UTC, three hours ago.
  const scale = manifestWith({ scale: { max: 4, hours: { ...manila, timezone: 'UTC' } } }).scale!
  test.each<[string, ReturnType<typeof action>[], [number, number], number?]>([
    ['nothing before its time', [action('a', 'at(2026-03-02T12:01:00)', { MinCapacity: 5 })], [3, 9]],
    ['what it says, from then on', [action('a', 'at(2026-03-02T12:00:00)', { MinCapacity: 5 })], [5, 9]],
    ['nothing any more after a time of the manifest', [action('a', 'cron(0 8 * * ? *)', { MinCapacity: 5 })], [3, 9]],
    ['nothing by a time before it was made', [action('a', 'cron(0 11 * * ? *)', { MinCapacity: 5 })], [3, 9], 0.5],
    [
      'one thing after the other',
      [
        action('b', 'at(2026-03-02T11:00:00)', { MinCapacity: 6 }),
        action('a', 'at(2026-03-02T10:00:00)', { MinCapacity: 5, MaxCapacity: 7 }),
      ],
      [6, 7],
    ],
    ['nothing that AWS refuses', [action('a', 'at(2026-03-02T11:00:00)', { MinCapacity: 10 })], [3, 9]],
    [
      'nothing after its end',
      [action('a', 'cron(30 11 * * ? *)', { MinCapacity: 5 }, { EndTime: '2026-03-02T11:10:00Z' })],
      [3, 9],
    ],
    ['what it says at a rate', [action('a', 'rate(5 hours)', { MinCapacity: 5 })], [5, 9], 6],
    ['nothing at a rate that was not due', [action('a', 'rate(5 hours)', { MinCapacity: 5 })], [3, 9], 4],
  ])('%s', (_name, actions, bounds, hoursAgo = 48) => {
    const madeAt = Object.fromEntries(actions.map(({ name }) => [name, now - hoursAgo * hour]))
    const { MinCapacity, MaxCapacity } = boundsInForce(scale, now, () => undefined, { actions, madeAt })
    expect([MinCapacity, MaxCapacity]).toEqual(bounds)
  })
})

describe('the bounds after a pause', () => {
  const after = (actions: ReturnType<typeof action>[], from = now - hour) => {
    const madeAt = Object.fromEntries(actions.map(({ name }) => [name, now - 10 * hour]))
    const { MinCapacity, MaxCapacity } = boundsAfter(stateOf(planned(), { actions, madeAt }), from, now)
    return [MinCapacity, MaxCapacity]
  }

  test.each<[string, ReturnType<typeof action>[], [number, number]]>([
    ['are those of before when nothing fell due', [action('a', 'cron(0 3 * * ? *)', { MinCapacity: 2 })], [1, 4]],
    ['are those of what fell due', [action('a', 'cron(30 11 * * ? *)', { MinCapacity: 2 })], [2, 4]],
    ['are those of what falls due this moment', [action('a', 'at(2026-03-02T12:00:00)', { MinCapacity: 2 })], [2, 4]],
    [
      'build on one another',
      [
        action('b', 'at(2026-03-02T11:40:00)', { MinCapacity: 3 }),
        action('a', 'at(2026-03-02T11:20:00)', { MinCapacity: 2, MaxCapacity: 6 }),
      ],
      [3, 6],
    ],
    ['are left alone by what AWS refuses', [action('a', 'at(2026-03-02T11:20:00)', { MinCapacity: 9 })], [1, 4]],
    [
      'are left alone by what has ended',
      [action('a', 'cron(30 11 * * ? *)', { MinCapacity: 2 }, { EndTime: '2026-03-02T11:10:00Z' })],
      [1, 4],
    ],
    [
      'are left alone by what has not begun',
      [action('a', 'cron(30 11 * * ? *)', { MinCapacity: 2 }, { StartTime: '2026-03-02T11:40:00Z' })],
      [1, 4],
    ],
    ['follow a rate from when it was made', [action('a', 'rate(5 hours)', { MinCapacity: 2 })], [2, 4]],
    ['do not follow a rate that was not due', [action('a', 'rate(4 hours)', { MinCapacity: 2 })], [1, 4]],
  ])('%s', (_name, actions, bounds) => {
    expect(after(actions)).toEqual(bounds)
  })

  test('of two pauses, one after the other, are those of one', () => {
    const actions = [
      action('a', 'cron(*/7 * * * ? *)', { MinCapacity: 2, MaxCapacity: 5 }),
      action('b', 'cron(*/10 * * * ? *)', { MinCapacity: 3 }),
      action('c', 'rate(11 minutes)', { MaxCapacity: 8 }),
    ]
    const madeAt = { a: 0, b: 0, c: now - 10 * hour }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 120 }), (first, second) => {
        const state = stateOf(planned(), { actions, madeAt })
        const [middle, end] = [now + first * 60_000, now + (first + second) * 60_000]
        const then = { ...state, target: { ...state.target, ...boundsAfter(state, now, middle) } }
        expect(boundsAfter(then, middle, end)).toEqual(boundsAfter(state, now, end))
      }),
    )
  })
})
