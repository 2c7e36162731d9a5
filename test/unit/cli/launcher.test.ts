import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const launcher = fileURLToPath(new URL('../../../cli/trimtab.mjs', import.meta.url))
const manifest = fileURLToPath(new URL('../../../models/flight-delay', import.meta.url))

/** Starts the launcher on whatever Node this machine has, in a folder that has nothing to do with the project. */
function launch(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile('node', [launcher, ...args], { cwd: tmpdir() }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

describe('the launcher', () => {
  test('runs the command line from any folder and keeps its output clean', async () => {
    const { code, out, err } = await launch('validate', manifest, '--json')
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toMatchObject({ ok: true })
  })

  test('passes on how the command line ended', async () => {
    const [usage, failure] = await Promise.all([launch('nonsense'), launch('validate', '/no/such/folder')])
    expect([usage.code, failure.code]).toEqual([2, 1])
  })
})
