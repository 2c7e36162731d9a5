import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Ministack {
  endpoint: string
  pid: number
  /** Milliseconds from starting the process until it answers. */
  took: number
  stop(): Promise<void>
}

export const python = join(import.meta.dirname, '.venv/bin/python')

/** ministack (PyPI) on a free port of this machine, as it comes. */
export async function startMinistack(): Promise<Ministack> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-ministack-'))
  const endpoint = `http://127.0.0.1:${port}`
  const began = performance.now()
  const child = spawn(join(dirname(python), 'ministack'), [], {
    stdio: 'ignore',
    env: {
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      HOME: folder,
      TMPDIR: folder,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: 'ap-southeast-1',
      LOG_LEVEL: 'ERROR',
    },
  })
  await untilAnswered(endpoint, child)
  return {
    endpoint,
    pid: child.pid!,
    took: performance.now() - began,
    async stop() {
      child.kill()
      await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

async function untilAnswered(endpoint: string, child: ChildProcess): Promise<void> {
  while (!(await fetch(endpoint).catch(() => undefined))) {
    if (child.exitCode !== null) throw new Error('ministack ended before it answered')
    await sleep(5)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? address!.port : 0
}
