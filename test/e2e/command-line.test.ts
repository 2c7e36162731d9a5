import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { run } from '#cli/run.ts'
import { GENTOO, type Loop, penguinsCsv, startLoop } from './support/loop.ts'

describe('the command line on a runtime that is up', () => {
  let cwd: string
  let loop: Loop

  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'trimtab-e2e-'))
    loop = await startLoop({ stateDir: join(cwd, '.trimtab') })
    cpSync(join(projectRoot, 'test/e2e/lines/penguins'), join(cwd, 'penguins'), { recursive: true })
    cpSync(join(projectRoot, 'test/e2e/lines/penguins'), join(cwd, 'strict'), { recursive: true })
  })
  afterAll(async () => {
    await loop?.stop()
    rmSync(cwd, { recursive: true, force: true })
  })

  async function trimtab(...args: string[]) {
    const out: string[] = []
    const err: string[] = []
    const code = await run(args, {
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      isTerminal: false,
      width: 120,
      env: {},
      cwd,
      now: () => new Date(),
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, 100))),
      readInput: async () => Buffer.from(`${GENTOO}\n`),
    })
    return { code, out: out.join(''), err: err.join(''), json: () => JSON.parse(out.join('')) }
  }

  it('applies a line: once with effect, the second time without', async () => {
    const first = await trimtab('apply', 'penguins')
    expect(first, first.err).toMatchObject({ code: 0, out: expect.stringMatching(/applied penguins, version 0001-/) })
    const second = await trimtab('--json', 'apply', 'penguins')
    expect(second.code).toBe(0)
    expect(second.json()).toMatchObject({ model: 'penguins', changed: false })
  })

  it('says of an endpoint that is not there yet how to get one, and exits 1', async () => {
    const { code, err } = await trimtab('invoke', 'penguins', '--body', GENTOO)
    expect(code).toBe(1)
    expect(err).toMatch(/penguins has no endpoint yet[\s\S]*next:.*trimtab run penguins/)
  })

  it('plans every request of a run, and sends none', async () => {
    await loop.put('data/penguins/first.csv', penguinsCsv())
    await loop.ended('penguins', 1)
    const plan = await trimtab('plan', 'penguins', '--json')
    expect(plan.code, plan.out).toBe(0)
    const operations = plan.json().requests.map(({ operation }: { operation: string }) => operation)
    expect(operations).toEqual(
      expect.arrayContaining(['CreateProcessingJob', 'CreateTrainingJob', 'CreateTransformJob', 'UpdateEndpoint']),
    )
    expect(await loop.runs('penguins')).toHaveLength(1)
    expect((await trimtab('plan', 'penguins')).out).toMatch(/would send \d+ requests; nothing was sent/)
  })

  it('lists page by page, and each page says how to get the next', async () => {
    const whole = (await trimtab('decisions', 'penguins', '--json')).json().decisions
    expect(whole.length).toBeGreaterThan(2)
    const seen = []
    for (let next: string | undefined, page = 0; page === 0 || next !== undefined; page++) {
      const words = ['decisions', 'penguins', '--limit', '2', ...(next === undefined ? [] : ['--before', next])]
      const { decisions, next: following } = (await trimtab(...words, '--json')).json()
      seen.push(...decisions)
      if (following !== undefined) expect((await trimtab(...words)).out).toContain(`--before '${following}'`)
      next = following
    }
    expect(seen).toEqual(whole)
    const runs = (await trimtab('runs', 'penguins', '--limit', '1', '--json')).json()
    expect((await trimtab('runs', 'penguins', '--before', runs.next, '--json')).json()).toEqual({ runs: [] })
    expect((await trimtab('decisions', 'penguins', '--limit', '0')).err).toContain('expected a whole number from 1')
    expect((await trimtab('decisions', 'penguins', '--before', 'yesterday')).err).toContain('`next` of an earlier page')
  })

  it('lists runs, tells one of them, and lists decisions with their reasons', async () => {
    const [only] = await loop.runs('penguins')
    const list = await trimtab('runs', 'penguins')
    expect(list).toMatchObject({ code: 0, out: expect.stringContaining(only!.run) })
    const one = await trimtab('runs', 'penguins', only!.run, '--json')
    expect(one.json()).toMatchObject({ run: only!.run, status: 'deployed', version: 1 })
    const decisions = await trimtab('decisions', 'penguins')
    expect(decisions.code).toBe(0)
    for (const { reason } of await loop.decisions('penguins')) expect(decisions.out).toContain(reason)
  })

  it('asks the endpoint for predictions, of an option or of standard input', async () => {
    const asked = await trimtab('invoke', 'penguins', '--body', GENTOO)
    expect(asked.code, asked.err).toBe(0)
    const answer = asked.out.trim().split(',').map(Number)
    expect(answer.indexOf(Math.max(...answer))).toBe(2)
    expect((await trimtab('invoke', 'penguins', '-f', '-')).out).toBe(asked.out)
  })

  it('follows a run to its end, and exits by how it ended', async () => {
    const deployed = await trimtab('run', 'penguins', '--wait', '--json', '--reason', 'to see')
    expect(deployed.code, deployed.out).toBe(0)
    expect(deployed.json()).toMatchObject({ ended: { status: 'deployed', version: 2 } })

    const text = readFileSync(join(cwd, 'penguins/model.yaml'), 'utf8').replaceAll('penguins', 'strict')
    writeFileSync(join(cwd, 'strict/model.yaml'), text.replace('accuracy, atLeast: 0.8', 'logloss, atMost: 0.0001'))
    expect((await trimtab('apply', 'strict')).code).toBe(0)
    await loop.put('data/strict/first.csv', penguinsCsv())
    await loop.ended('strict', 1)
    const refused = await trimtab('run', 'strict', '--wait', '--json')
    expect(refused.code, refused.out).toBe(1)
    expect(refused.json()).toMatchObject({ ended: { status: 'refused', reason: expect.stringContaining('logloss') } })
  })

  it('exits 1 for what the API refuses and 2 for what it cannot understand', async () => {
    const unknown = await trimtab('runs', 'nobody')
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('nobody') })
    const asJson = await trimtab('runs', 'nobody', '--json')
    expect(asJson.code).toBe(1)
    expect(asJson.json()).toMatchObject({ error: 'ModelNotFound', status: 404 })
    expect((await trimtab('fly')).code).toBe(2)
    expect((await trimtab('runs')).code).toBe(2)
  })
})
