import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '#cli/connection/local-runtime.ts'

export interface Up {
  endpoint: string
  region: string
  pid: number
  stop(): Promise<void>
}

/** `trimtab up` in a process of its own, on the state folder `state` or on a new one that goes with it. */
export async function startUp(state?: string): Promise<Up> {
  const folder = state ?? mkdtempSync(join(tmpdir(), 'trimtab-up-'))
  const child = spawn(process.execPath, ['cli/trimtab.mjs', '--json', 'up', '--port', '0', '--state', folder], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { endpoint, region } = await firstJson(child)
  return {
    endpoint,
    region,
    pid: child.pid!,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      if (state === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function firstJson(child: ChildProcess): Promise<{ endpoint: string; region: string }> {
  let text = ''
  for await (const chunk of child.stdout!) {
    text += chunk
    const answer = parsed(text)
    if (answer?.endpoint) {
      child.stdout!.resume()
      return answer
    }
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
