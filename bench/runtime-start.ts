import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'

export interface RuntimeStart {
  /** Milliseconds from starting the process of `trimtab up` until an S3 request is answered. */
  empty: number[]
  /** The same on the state folder that the process before left behind. */
  again: number[]
}

/** Packaging is cached: the package at hand is that of these sources. */
export async function runtimeStart(times: number): Promise<RuntimeStart> {
  const took: RuntimeStart = { empty: [], again: [] }
  for (let time = 0; time < times; time++) {
    const folder = mkdtempSync(join(tmpdir(), 'trimtab-start-'))
    took.empty.push(await untilAnswered(folder))
    took.again.push(await untilAnswered(folder))
    rmSync(folder, { recursive: true, force: true })
  }
  return took
}

async function untilAnswered(state: string): Promise<number> {
  const began = performance.now()
  const up = spawn(process.execPath, ['cli/trimtab.mjs', '--json', 'up', '--port', '0', '--state', state], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { endpoint, region } = await firstJson(up)
  const s3 = new S3Client({ endpoint, region, credentials: LOCAL_KEYS })
  await s3.send(new ListBucketsCommand({}))
  const took = performance.now() - began
  s3.destroy()
  up.kill('SIGTERM')
  await once(up, 'exit')
  return took
}

async function firstJson(child: ChildProcess): Promise<{ endpoint: string; region: string }> {
  let text = ''
  for await (const chunk of child.stdout!) {
    text += chunk
    const answer = parsed(text)
    if (answer?.endpoint) return answer
  }
  throw new Error(`'trimtab up' ended before it was up: ${text}`)
}

function parsed(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    // Not all of it yet.
  }
}
