import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findLocalRuntime } from '#cli/connection/local-runtime.ts'
import { runtimeAt, serveApi, trimtab, write } from './service.ts'

let api: Awaited<ReturnType<typeof serveApi>>
beforeAll(async () => {
  api = await serveApi()
})
afterAll(() => api.close())

describe('where Trimtab is', () => {
  test('is found from any folder below the one that the runtime was started in', async () => {
    const below = join(api.folder, 'some', 'where')
    mkdirSync(below, { recursive: true })
    api.answers(() => ({ body: { runs: [] } }))
    expect((await trimtab(below, ['runs', 'churn'])).code).toBe(0)
  })

  test('is found in the project from a folder that has nothing to do with it', () => {
    expect(findLocalRuntime('/', api.folder)).toEqual(runtimeAt(api.endpoint))
    expect(findLocalRuntime('/', '/nowhere')).toBeUndefined()
  })

  test('can be told by an option or by the environment, the option first', async () => {
    const nowhere = join(api.folder, 'nowhere')
    write(
      nowhere,
      '.trimtab/runtime.json',
      JSON.stringify({ ...runtimeAt(api.endpoint), apiUrl: `${api.endpoint}/_api/gone` }),
    )
    api.answers(({ path }) => ({ status: path.includes('gone') ? 404 : 200, body: { runs: [] } }))
    const url = `${api.endpoint}/_api/a1`
    expect(
      (await trimtab(nowhere, ['runs', 'churn', '--api', url], { env: { TRIMTAB_API_URL: 'http://127.0.0.1:1' } }))
        .code,
    ).toBe(0)
    expect((await trimtab(nowhere, ['runs', 'churn'], { env: { TRIMTAB_API_URL: url } })).code).toBe(0)
    expect((await trimtab(nowhere, ['runs', 'churn'])).code).toBe(1)
  })

  test('that does not answer is told with how to start it', async () => {
    const stale = join(api.folder, 'stale')
    write(stale, '.trimtab/runtime.json', JSON.stringify(runtimeAt('http://127.0.0.1:1')))
    const { code, err } = await trimtab(stale, ['runs', 'churn'])
    expect(code).toBe(1)
    expect(err).toContain('the runtime at http://127.0.0.1:1 cannot be reached')
    expect(err).toContain('trimtab up')
  })

  test('is not guessed from a damaged file', async () => {
    const damaged = join(api.folder, 'damaged')
    write(damaged, '.trimtab/runtime.json', '{"endpoint": "http://127.0.0.1:1"}')
    const { code, err } = await trimtab(damaged, ['runs', 'churn'])
    expect([code, err]).toEqual([1, expect.stringContaining('runtime.json is not readable: it lacks apiUrl, region')])
  })

  test('must be a URL', async () => {
    const { code, err } = await trimtab(api.folder, ['runs', 'churn', '--api', 'trimtab'])
    expect([code, err]).toEqual([1, expect.stringContaining('"trimtab" is no URL')])
  })

  test('refuses keys that are not its own, and that is told', async () => {
    const foreign = join(api.folder, 'foreign')
    write(foreign, '.trimtab/runtime.json', JSON.stringify({ ...runtimeAt(api.endpoint), secretAccessKey: 'wrong' }))
    const { code, err } = await trimtab(foreign, ['runs', 'churn'])
    expect(code).toBe(1)
    expect(err).toContain('execute-api:Invoke')
  })
})

describe('the command line itself', () => {
  test.each([
    [['--help'], 0],
    [['run', '--help'], 0],
    [[], 2],
    [['rnus', 'churn'], 2],
    [['runs'], 2],
    [['runs', 'churn', '--nonsense'], 2],
    [['run', 'churn', '--timeout', 'soon'], 2],
  ])('%j ends with %i', async (args, code) => {
    expect((await trimtab(api.folder, args)).code).toBe(code)
  })

  test('has examples in the help of every command', async () => {
    const { out } = await trimtab(api.folder, ['--help'])
    const names = [...out.matchAll(/^ {2}([a-z]+) .*(?:\[|<| {2})/gm)]
      .map(([, name]) => name!)
      .filter((name) => name !== 'help')
    expect(names.length).toBeGreaterThanOrEqual(11)
    for (const name of names) {
      expect((await trimtab(api.folder, [name, '--help'])).out, name).toMatch(/Examples:\n {2}trimtab /)
    }
  })

  test('colours for a terminal alone, and not for one that says no', async () => {
    api.answers(() => ({
      body: { runs: [{ run: 'r', status: 's', startedAt: '2026-03-02T11:00:00Z', triggers: [] }] },
    }))
    const colored = async (isTerminal: boolean, env: Record<string, string>) => {
      return (await trimtab(api.folder, ['runs', 'churn'], { isTerminal, env })).out.includes('\u001b[')
    }
    expect(await colored(true, {})).toBe(true)
    expect(await colored(false, {})).toBe(false)
    expect(await colored(true, { NO_COLOR: '1' })).toBe(false)
    expect(await colored(true, { TERM: 'dumb' })).toBe(false)
  })
})
