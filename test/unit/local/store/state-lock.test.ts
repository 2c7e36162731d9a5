import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockStateDir } from '#local/state-lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trimtab-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the lock of a state folder', () => {
  it('is held by one, and free again when that one lets go', () => {
    const unlock = lockStateDir(folder)
    expect(() => lockStateDir(folder)).toThrow(`in use by another runtime (process ${process.pid})`)
    unlock()
    lockStateDir(folder)()
  })

  it('ends with its holder by kill -9, even when another process has got its number since', async () => {
    const module = fileURLToPath(new URL('../../../../local/state-lock.ts', import.meta.url))
    const script = `import(${JSON.stringify(module)}).then((m) => { globalThis.unlock = m.lockStateDir(${JSON.stringify(folder)}); console.log('held') }); setInterval(() => {}, 1000)`
    const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(holder.stdout, 'data')
    expect(() => lockStateDir(folder)).toThrow(`process ${holder.pid}`)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    writeFileSync(join(folder, 'lock'), String(process.ppid))
    lockStateDir(folder)()
  })
})
