import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { readModelFolder } from '#cli/model-folder.ts'
import { Caller } from './killed/acknowledged.ts'
import { type Clients, clientsOf } from './killed/client.ts'
import { MortalRuntime } from './killed/mortal-runtime.ts'
import { randomFrom } from './killed/random.ts'
import { unsettled } from './killed/unsettled.ts'
import { violations } from './killed/violations.ts'
import { penguinsCsv } from './support/loop.ts'

/** How many kills; `TRIMTAB_KILLS=200` is the full run, and `TRIMTAB_SEED` another one. */
const KILLS = Number(process.env['TRIMTAB_KILLS'] ?? 6)
const SEED = Number(process.env['TRIMTAB_SEED'] ?? 1)
/** A minute passes in ten seconds: retries and the sweeper come soon, and no function's time is up on a busy machine. */
const SCALE = 6
/** Kill points that a start on a settled state and a run of the loop have, about: a kill is drawn among these. */
const POINTS_OF_FIRST_START = 350
const POINTS_OF_START = 150
const POINTS_OF_RUN = 1000
/** So many runs fit into a model line's day. */
const KILLS_PER_LINE = 40
const PATIENCE_MS = 120_000

describe(`a runtime that is killed at ${KILLS} moments of the loop (seed ${SEED})`, () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-killed-'))
  const origin = Date.now()
  const runtime = new MortalRuntime({ stateDir, scale: SCALE, origin })
  const random = randomFrom(SEED)
  const pick = (most: number) => 1 + Math.floor(random() * most)
  let clients: Clients
  const now = () => origin + (Date.now() - origin) * SCALE
  const caller = new Caller(
    () => clients,
    () => runtime.started!.bucket,
    now,
  )
  const world = () => ({ clients, started: runtime.started!, caller, stateDir, pid: runtime.pid! })
  let kills = 0
  let line = ''
  let lineEndsAt = 0

  beforeAll(async () => {
    // The first starts, which make everything, are killed too.
    while (kills < Math.ceil(KILLS / 10) && !(await runtime.start(pick(POINTS_OF_FIRST_START)))) kills++
    if (runtime.alive) {
      runtime.kill()
      await runtime.gone()
    }
    expect(await runtime.start()).toBe(true)
    clients = clientsOf(runtime.started!)
    await caller.prepare()
  })
  afterAll(async () => {
    if (runtime.alive) {
      runtime.kill()
      await runtime.gone()
    }
    rmSync(stateDir, { recursive: true, force: true })
  })

  async function applyLine(): Promise<void> {
    line = `penguins-${kills}`
    lineEndsAt = kills + KILLS_PER_LINE
    const { text, files } = readModelFolder(join(projectRoot, 'test/e2e/lines/penguins'), projectRoot)
    // Nobody asks the endpoint, so that a watch over it would not end.
    const manifest = text
      .replaceAll('penguins', line)
      .replace('mode: realtime', "mode: realtime\n  rollout: { watchFor: '0s' }")
    await clients.api.request('PUT', ['models', line], { manifest, files })
  }

  /** Some work for the loop, under which the runtime ends. */
  async function callUntilKilled(moment: string): Promise<void> {
    const point = pick(POINTS_OF_RUN)
    runtime.killAt(point)
    const first = random()
    const acts = [caller.sendEachWay(moment)]
    if (first < 0.8) acts.push(caller.put(`data/${line}/${moment}.csv`, penguinsCsv()).then(() => {}))
    if (first > 0.6) acts.push(caller.run(line, moment).then(() => {}))
    await Promise.all(acts)
    const until = Date.now() + PATIENCE_MS
    while (runtime.alive && Date.now() < until) {
      const left = await unsettled(world()).catch(() => ['gone'])
      if (left.length === 0) runtime.kill()
      // Seldom: kill points are to be reached by the loop, not by who looks at it.
      await pause(1000)
    }
    await runtime.gone()
  }

  /** What is wrong once the loop has come to rest, and rests while it is looked at. */
  async function violationsAtRest(): Promise<string[]> {
    const until = Date.now() + PATIENCE_MS
    for (;;) {
      while ((await unsettled(world())).length > 0 && Date.now() < until) await pause(250)
      const wrong = await violations(world())
      const left = await unsettled(world())
      if (left.length === 0 || Date.now() > until) return [...left, ...wrong]
    }
  }

  it('comes back each time with everything that it had acknowledged, and every invariant holds', {
    timeout: 2 * PATIENCE_MS + KILLS * 15_000,
  }, async () => {
    const found = new Map<string, string>()
    while (kills < KILLS) {
      if (lineEndsAt <= kills) await applyLine()
      const moment = `moment-${kills}`
      await callUntilKilled(moment)
      kills++
      // A third of the kills are followed by one while it comes back.
      if (random() < 1 / 3) {
        await runtime.start(pick(POINTS_OF_START))
        if (runtime.alive) runtime.kill()
        await runtime.gone()
        kills++
      }
      expect(await runtime.start()).toBe(true)
      const wrong = (await violationsAtRest()).filter((what) => !found.has(what))
      if (process.env['TRIMTAB_KILLS']) console.log(`${moment}: ${wrong.length === 0 ? 'ok' : wrong.join('\n  ')}`)
      for (const what of wrong) found.set(what, moment)
    }
    expect(
      [...found].map(([what, moment]) => `${moment}: ${what}`),
      `seed ${SEED}\n${runtime.complaints.slice(-2000)}`,
    ).toEqual([])
  })
})
