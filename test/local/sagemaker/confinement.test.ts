import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Container } from '#local/sagemaker/containers/container.ts'
import { isolation } from '#local/sagemaker/containers/isolation.ts'

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url))

/** Tries what no job may, and says what came of each. */
const HOSTILE = `
import { execFileSync, spawn } from 'node:child_process'
import { appendFileSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
const { stateDir, runtime, project, port } = JSON.parse(process.argv[2])
const attempt = (act) => { try { return String(act()) } catch (error) { return error.code ?? 'failed' } }
const reached = (port) => new Promise((resolve) => {
  const socket = createConnection(port, '127.0.0.1', () => resolve('reached'))
  socket.on('error', (error) => resolve(error.code))
})
console.log(JSON.stringify({
  state: attempt(() => readFileSync(stateDir + '/state.db')),
  neighbour: attempt(() => readFileSync(stateDir + '/sagemaker/jobs/other/ml/secret')),
  intrude: attempt(() => writeFileSync(stateDir + '/intruder', '')),
  project: attempt(() => writeFileSync(project + '/intruder', '')),
  home: attempt(() => writeFileSync('/root/intruder', '')),
  kernel: attempt(() => openSync('/proc/sys/kernel/core_pattern', 'a')),
  disk: attempt(() => openSync('/dev/vda', 'r')),
  kill: attempt(() => process.kill(runtime, 'SIGKILL')),
  first: attempt(() => process.kill(1, 'SIGKILL')),
  environment: attempt(() => readFileSync('/proc/' + runtime + '/environ')),
  root: attempt(() => readdirSync('/proc/1/root/')),
  unmount: attempt(() => execFileSync('umount', ['/tmp'], { stdio: 'ignore' })),
  remount: attempt(() => execFileSync('mount', ['-o', 'remount,rw', '/'], { stdio: 'ignore' })),
  namespace: attempt(() => execFileSync('unshare', ['-Ur', 'true'], { stdio: 'ignore' })),
  own: attempt(() => (writeFileSync('/opt/ml/mine', '1'), writeFileSync('/tmp/mine', '1'), 'written')),
  network: await reached(port),
}))
// A grandchild in a session of its own, whom nobody waits for.
spawn('setsid', ['sh', '-c', '(exec sleep 987654) &'], { detached: true, stdio: 'ignore' }).unref()
`

describe.skipIf(isolation() !== 'private')('a job', () => {
  let base: string
  let stateDir: string
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'trimtab-confined-'))
    stateDir = join(base, 'state')
    for (const folder of ['sagemaker/jobs/other/ml', 'sagemaker/jobs/own/ml'])
      mkdirSync(join(stateDir, folder), { recursive: true })
    writeFileSync(join(stateDir, 'state.db'), 'everything')
    writeFileSync(join(stateDir, 'sagemaker/jobs/other/ml/secret'), 'of another job')
    writeFileSync(join(stateDir, 'sagemaker/jobs/own/ml/hostile.mjs'), HOSTILE)
  })
  afterAll(() => rmSync(base, { recursive: true, force: true }))

  it('cannot read the state or other jobs, write outside of its folders, harm the runtime, or outlive itself', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const lines: string[] = []
    const about = JSON.stringify({ stateDir, runtime: process.pid, project: PROJECT, port })
    const container = new Container(
      {
        command: [process.execPath, '/opt/ml/hostile.mjs', about],
        environment: {},
        folder: join(stateDir, 'sagemaker/jobs/own/ml'),
        stateDir,
        memoryMiB: 4096,
        network: 'none',
        onLine: (line) => lines.push(line),
      },
      'private',
    )
    expect(await container.exited, lines.join('\n')).toBe(0)
    server.close()
    const { own, first, root, ...refused } = JSON.parse(lines.at(-1)!)
    expect(own).toBe('written')
    // Its own first process takes no signal from below, and cannot be looked into.
    expect(first).toMatch(/true|EPERM/)
    expect(root).toMatch(/EACCES|EPERM/)
    expect(refused).toEqual({
      state: 'ENOENT',
      neighbour: 'ENOENT',
      intrude: expect.stringMatching(/ENOENT|EROFS/),
      project: 'EROFS',
      home: expect.stringMatching(/EROFS|EACCES|ENOENT/),
      kernel: expect.stringMatching(/EROFS|EACCES/),
      disk: 'ENOENT',
      kill: 'ESRCH',
      environment: expect.stringMatching(/ENOENT|EACCES/),
      unmount: 'failed',
      remount: 'failed',
      namespace: 'failed',
      network: 'ECONNREFUSED',
    })
    expect(readFileSync(join(stateDir, 'sagemaker/jobs/own/ml/mine'), 'utf8')).toBe('1')
    expect(existsSync(join(stateDir, 'intruder'))).toBe(false)
    expect(processes('sleep 987654')).toEqual([])
  })

  it('ends with the runtime, however that ends', async () => {
    const folder = join(stateDir, 'sagemaker/jobs/own/ml')
    const spec = { command: ['sleep', '876543'], environment: {}, folder, stateDir, memoryMiB: 512 }
    const module = join(PROJECT, 'local/sagemaker/containers/container.ts')
    const runtime = spawn(
      process.execPath,
      [
        '-e',
        `import(${JSON.stringify(module)}).then(({ Container }) => {
          new Container({ ...${JSON.stringify(spec)}, onLine: () => {} }, 'private')
          new Container({ ...${JSON.stringify({ ...spec, command: ['sleep', '765432'] })}, onLine: () => {} }, 'folder')
        })`,
      ],
      { stdio: 'ignore' },
    )
    await expect.poll(() => [processes('sleep 876543').length, processes('sleep 765432').length]).toEqual([1, 1])
    runtime.kill('SIGKILL')
    await once(runtime, 'exit')
    await expect.poll(() => [...processes('sleep 876543'), ...processes('sleep 765432')]).toEqual([])
  })
})

/** The processes of the machine with exactly that command line. */
function processes(command: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() === command
    } catch {
      return false
    }
  })
}
