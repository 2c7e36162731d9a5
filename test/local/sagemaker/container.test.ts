import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { Container } from '#local/sagemaker/containers/container.ts'
import { type Isolation, isolation, warnOfWeakness } from '#local/sagemaker/containers/isolation.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function start(kind: Isolation, note: string, script: string) {
  const base = mkdtempSync(join(tmpdir(), 'container-'))
  folders.push(base)
  const folder = join(base, 'ml')
  mkdirSync(join(folder, 'input'), { recursive: true })
  writeFileSync(join(folder, 'input', 'note'), note)
  writeFileSync(join(folder, 'run.mjs'), script)
  const lines: string[] = []
  const command = [process.execPath, '/opt/ml/run.mjs', '--from=/opt/ml/input/note', '/opt/mlx']
  const onLine = (line: string) => lines.push(line)
  const container = new Container({ command, folder, environment: {}, memoryMiB: 4096, stateDir: base, onLine }, kind)
  return { container, folder, lines }
}

const SHOW = `import { readFileSync } from 'node:fs'
const path = process.argv[2].slice('--from='.length)
console.log(path, readFileSync(path, 'utf8'), process.argv[3], process.env.SAGEMAKER_BASE_DIR)`

test.skipIf((await isolation()) !== 'private')(
  'each container has an /opt/ml of its own, at the same time',
  async () => {
    const both = ['one', 'two'].map((note) => start('private', note, SHOW))
    expect(await Promise.all(both.map(({ container }) => container.exited))).toEqual([0, 0])
    expect(both.map(({ lines }) => lines)).toEqual([
      ['/opt/ml/input/note one /opt/mlx undefined'],
      ['/opt/ml/input/note two /opt/mlx undefined'],
    ])
  },
)

test('without a mount namespace paths lead to the folder, and SAGEMAKER_BASE_DIR names it', async () => {
  const { container, folder, lines } = start('folder', 'one', SHOW)
  expect(await container.exited).toBe(0)
  expect(lines).toEqual([`${folder}/input/note one /opt/mlx ${folder}`])
})

test('a machine that cannot confine a container says in its log what that costs', () => {
  const told = (kind: Isolation, network: 'shared' | 'none') => {
    const lines: string[] = []
    const onLine = (line: string) => lines.push(line)
    warnOfWeakness({ command: [], environment: {}, folder: '', stateDir: '', memoryMiB: 1, network, onLine }, kind)
    return lines
  }
  expect(told('private', 'none')).toEqual([])
  expect(told('folder', 'shared')).toEqual([expect.stringContaining('without its own file system.')])
  expect(told('folder', 'none')).toEqual([expect.stringContaining('the network isolation that was asked for')])
})

test('a container that does not heed SIGTERM is killed, with what it started', async () => {
  const { container, lines } = start(
    'folder',
    '',
    `import { spawn } from 'node:child_process'
process.on('SIGTERM', () => {})
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
console.log(child.pid)
setInterval(() => {}, 1000)`,
  )
  await expect.poll(() => lines.length, { timeout: 10_000, interval: 5 }).toBe(1)
  expect(await container.stop(50)).toBe(137)
  await expect.poll(() => isAlive(Number(lines[0])), { timeout: 10_000, interval: 5 }).toBe(false)
})

test('a program that cannot be started ends with 127 and says so', async () => {
  const lines: string[] = []
  const folder = mkdtempSync(join(tmpdir(), 'container-'))
  folders.push(folder)
  const command = [join(folder, 'nothing')]
  const onLine = (line: string) => lines.push(line)
  const container = new Container(
    { command, folder, environment: {}, memoryMiB: 512, stateDir: folder, onLine },
    'folder',
  )
  expect(await container.exited).toBe(127)
  expect(lines[0]).toContain('cannot start')
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
