import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDue } from '#shared/domain/switching/is-due.ts'
import { oughtToServe } from '#shared/domain/switching/ought-to-serve.ts'
import { manifestWith } from '#test/unit/manifest/manifest-text.ts'
import { champion } from '../plan-facts.ts'

const times = [
  { name: 'night', cron: 'cron(0 19 ? * MON-FRI *)', timezone: 'Asia/Manila', to: 'parked' },
  { name: 'morning', cron: 'cron(0 6 ? * MON-FRI *)', timezone: 'Asia/Manila', to: 'instances' },
]
const office = manifestWith({ switch: { production: false, times } })
const less = manifestWith({
  model: 'stock',
  switch: { production: false, times: [{ ...times[0], to: 'serverless' }, times[1]] },
  deploy: { serverless: {} },
})

describe('the latest occasion wins', () => {
  test.each([
    ['a Tuesday noon in Manila', '2026-03-03T04:00:00Z', 'instances', '2026-03-02T22:00:00.000Z'],
    ['its evening, at the very minute', '2026-03-03T11:00:00Z', 'parked', '2026-03-03T11:00:00.000Z'],
    ['the minute before', '2026-03-03T10:59:59Z', 'instances', '2026-03-02T22:00:00.000Z'],
    ['its night', '2026-03-03T20:00:00Z', 'parked', '2026-03-03T11:00:00.000Z'],
    ['a Sunday', '2026-03-08T04:00:00Z', 'parked', '2026-03-06T11:00:00.000Z'],
  ])('on %s', (_, now, to, since) => {
    expect(oughtToServe(office, undefined, now)).toMatchObject({ to, since, home: to === 'instances' })
  })

  test('a line that no clock changes serves as it is deployed', () => {
    for (const [mode, to] of [
      ['realtime', 'instances'],
      ['async', 'instances'],
      ['serverless', 'serverless'],
    ])
      expect(oughtToServe(manifestWith({ 'deploy.mode': mode }), undefined, '2026-03-03T20:00:00Z')).toMatchObject({
        to,
        home: true,
      })
  })

  test.each<[string, 'parked' | 'home', string, string, string]>([
    ['a park by hand holds from then on', 'parked', '2026-03-03T04:00:00Z', '2026-03-03T05:00:00Z', 'parked'],
    ['until the next time of the manifest', 'parked', '2026-03-03T04:00:00Z', '2026-03-03T22:00:00Z', 'instances'],
    ['a wake by hand holds at night', 'home', '2026-03-03T12:00:00Z', '2026-03-03T20:00:00Z', 'instances'],
    ['until the next evening', 'home', '2026-03-03T12:00:00Z', '2026-03-04T11:00:00Z', 'parked'],
    ['what was asked before the last time is over', 'home', '2026-03-03T10:00:00Z', '2026-03-03T11:00:00Z', 'parked'],
  ])('%s', (_, to, at, now, serves) => {
    const asked = { to, at, by: 'ada', reason: 'over the fair' }
    const ought = oughtToServe(office, undefined, now, asked)!
    expect(ought.to).toBe(serves)
    expect(ought.because.startsWith(`ada at ${at}: over the fair`)).toBe(ought.since === new Date(at).toISOString())
    const alone = manifestWith({ switch: { production: false } })
    expect(oughtToServe(alone, undefined, now, asked)!.home).toBe(to === 'home')
    // A manifest that takes its word back brings the line back.
    for (const other of [manifestWith(), manifestWith({ switch: { times: [times[1]] } })])
      expect(oughtToServe(other, undefined, now, asked)!.home).toBe(true)
  })

  test('a line that follows another one is what the other one is; home is each one’s own', () => {
    const follower = { production: false, follow: 'churn' }
    const serverless = manifestWith({
      model: 'stock',
      switch: follower,
      deploy: { mode: 'serverless', serverless: {} },
    })
    expect(oughtToServe(serverless, office, '2026-03-03T20:00:00Z')).toMatchObject({ to: 'parked', home: false })
    expect(oughtToServe(serverless, office, '2026-03-03T04:00:00Z')).toMatchObject({ to: 'serverless', home: true })
    expect(oughtToServe(serverless, undefined, '2026-03-03T20:00:00Z')).toMatchObject({ home: true })
  })
})

describe('whether a line has to be changed', () => {
  const at = (now: string) => oughtToServe(office, undefined, now)!
  const [day, night, nextNight] = [at('2026-03-03T04:00:00Z'), at('2026-03-03T20:00:00Z'), at('2026-03-04T20:00:00Z')]
  const serves = { ...champion, endpointConfigName: 'own' }
  const parked = { to: 'parked', away: true, since: night.since, version: 3, at: night.since } as const
  const home = { to: 'instances', away: false, since: day.since, version: 3, at: day.since } as const
  const gaveUp = { ...home, since: night.since, gaveUp: 'no capacity' }
  const lessNow = oughtToServe(less, undefined, '2026-03-03T20:00:00Z')!
  const serverless = { ...parked, to: 'serverless', configName: 'less', version: serves.version } as const

  test.each([
    ['at night, and nothing was ever changed', {}, night, true],
    ['by day, and nothing was ever changed', {}, day, false],
    ['parked at night', { switched: parked }, night, false],
    ['parked over the next night too', { switched: parked }, nextNight, false],
    ['parked by day', { switched: parked }, day, true],
    ['half parked', { switched: { ...parked, at: undefined } }, night, true],
    ['half brought back', { switched: { ...parked, to: 'instances' as const, at: undefined } }, day, true],
    ['at home by day', { switched: home }, day, false],
    ['given up for this night', { switched: gaveUp }, night, false],
    ['given up the night before', { switched: gaveUp }, nextNight, true],
    ['serverless for the version that is champion', { switched: serverless }, lessNow, false],
    ['serverless for another version', { switched: { ...serverless, version: 99 } }, lessNow, true],
    ['parked for another version', { switched: { ...parked, version: 99 } }, night, false],
  ])('%s', (_, { switched }: any, ought, due) => {
    expect(isDue({ champion: serves, ...(switched && { switched }) }, ought)).toBe(due)
  })

  test('a line that nothing serves of yet is left alone', () => {
    expect(isDue({}, night)).toBe(false)
    const { endpointConfigName: _, ...inBatches } = serves
    expect(isDue({ champion: inBatches }, night)).toBe(false)
  })

  test('done once, nothing more is due until another occasion, whenever it is looked', () => {
    const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) })
    fc.assert(
      fc.property(instant, fc.nat(48 * 3600_000), (first, later) => {
        const [then, now] = [first, first + later].map((time) => at(new Date(time).toISOString()))
        const { to, since } = then!
        const switched = { to, away: !then!.home, since, version: serves.version, at: since }
        expect(isDue({ champion: serves, switched }, then!)).toBe(false)
        expect(isDue({ champion: serves, switched }, now!)).toBe(now!.to !== to)
      }),
    )
  })
})
