import { describe, expect, it } from 'vitest'
import { deploy, MINUTE, office, scale, switchedLine } from './rollouts/switched-line.ts'

const { on, until, apply, status, latest, scaling } = switchedLine()

describe('by hand', { timeout: 120_000 }, () => {
  const ask = (to: 'parked' | 'home', reason = 'over the fair') =>
    on.request<any>('POST', ['models', 'line', 'switch'], { to, reason })
  const minutes = (count: number) => on.clock.advance(count * MINUTE)

  it('is parked, and back at the next time of its manifest', async () => {
    expect(await ask('parked')).toEqual({ model: 'line', to: 'parked', begun: true, reason: 'it begins' })
    await minutes(5)
    expect(await status()).toBe('none')
    expect(await latest()).toMatchObject({ decision: 'parked', reason: expect.stringContaining('over the fair') })
    expect(await ask('parked')).toMatchObject({ begun: false, reason: 'it is so already' })
    // An hourly look, and the evening, have nothing to change.
    await until('19:15')
    expect(await status()).toBe('none')
    await until('06:15')
    expect(await status()).toBe('InService')
  })

  it('is woken at night, with what scales it, and is parked again the next evening', async () => {
    await apply(deploy, { ...office, scale })
    expect(await on.run()).toMatchObject({ status: 'deployed' })
    const before = await scaling()
    await until('19:15')
    expect(await status()).toBe('none')
    expect(await ask('home', 'a demo tonight')).toMatchObject({ begun: true })
    await minutes(15)
    expect(await status()).toBe('InService')
    expect(await scaling()).toEqual(before)
    expect(await latest()).toMatchObject({ decision: 'back as deployed', reason: expect.stringContaining('a demo') })
    await until('18:00')
    expect(await status()).toBe('InService')
    await until('19:15')
    expect(await status()).toBe('none')
    await until('06:15')
  })

  it('waits for a rollout that is on', async () => {
    await apply({ ...deploy, timeout: '2h', rollout: { type: 'all-at-once', bake: '1h', watchFor: '20m' } }, office)
    await on.land()
    await minutes(25)
    expect(await status()).toBe('Updating')
    const answer = await ask('parked')
    expect(answer).toMatchObject({ begun: true, reason: expect.stringMatching(/^once line-.* is over$/) })
    await minutes(80)
    const run = (await on.runs()).at(-1)!
    expect(run).toMatchObject({ status: 'deployed' })
    expect([await status(), await on.champion()]).toEqual(['none', run.version])
    await ask('home')
    await minutes(15)
    expect(await status()).toBe('InService')
  })

  it('is over once a manifest takes the word back, and does not count again when another one gives it', async () => {
    const byHand = { switch: { production: false } }
    await apply(deploy, byHand)
    expect(await ask('parked')).toMatchObject({ begun: true })
    await minutes(5)
    expect(await status()).toBe('none')
    await apply(deploy)
    await minutes(15)
    expect(await status()).toBe('InService')
    await apply(deploy, byHand)
    await minutes(15)
    expect(await status()).toBe('InService')
  })

  it('is refused where the manifest does not say that it may be away, or nothing serves', async () => {
    await apply(deploy)
    await expect(ask('parked')).rejects.toThrow(/does not say switch.production: false/)
    on.model = 'new'
    await apply(deploy, { switch: { production: false } })
    const other = on.request('POST', ['models', 'new', 'switch'], { to: 'parked' })
    await expect(other).rejects.toThrow(/no version serves yet/)
    await expect(on.request('POST', ['models', 'none', 'switch'], { to: 'home' })).rejects.toThrow(/no model line/)
  })
})

describe('a group', { timeout: 120_000 }, () => {
  it.each<[string, string, RegExp]>([
    ['is no model line', 'stranger', /model.yaml:\d+:\d+ switch.follow: stranger, which is no model line/],
    ['has no times of its own', 'quiet', /switch.follow: quiet, which has no switch.times; expected a line with times/],
  ])('cannot go by a line that %s', async (_, follow, refusal) => {
    on.model = 'quiet'
    await apply(deploy)
    on.model = 'other'
    await expect(apply(deploy, { switch: { production: false, follow } })).rejects.toThrow(refusal)
    await expect(on.request('GET', ['models', 'other'])).rejects.toThrow(/no model line/)
  })

  it('is parked and brought back by the occasions of the line that it follows', async () => {
    on.model = 'other'
    await apply(deploy, { switch: { production: false, follow: 'line' } })
    const run = await on.run()
    expect(run, run.reason).toMatchObject({ status: 'deployed' })
    await until('19:15')
    expect(await status()).toBe('none')
    expect(await latest()).toMatchObject({ reason: expect.stringMatching(/night of line, which it follows/) })
    on.model = 'line'
    expect(await status()).toBe('none')
    await until('06:15')
    expect(await status()).toBe('InService')
    on.model = 'other'
    expect(await status()).toBe('InService')
  })
})
