import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ENTER = fileURLToPath(new URL('./enter.sh', import.meta.url))

/**
 * How a container is kept apart: `private` gives it its own /opt/ml by an unprivileged mount namespace (Linux), a
 * limit on its data memory, and an end with the runtime's; `folder` only tells it its folder in SAGEMAKER_BASE_DIR.
 */
export type Isolation = 'private' | 'folder'

let probed: Promise<Isolation> | undefined

/** What this machine allows; tried once, with the very command that containers are started by. */
export function isolation(): Promise<Isolation> {
  probed ??= probe()
  return probed
}

async function probe(): Promise<Isolation> {
  if (process.platform !== 'linux') return 'folder'
  const scratch = await mkdtemp(join(tmpdir(), 'opt-ml-'))
  try {
    const folder = join(scratch, 'ml')
    await promisify(execFile)('mkdir', [folder])
    await writeFile(join(folder, 'seen'), '')
    const [program, ...args] = enter(['test', '-e', '/opt/ml/seen'], folder, 1 << 20)
    await promisify(execFile)(program!, args)
    return 'private'
  } catch {
    return 'folder'
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/**
 * The command line that runs `command` with `folder` as its /opt/ml, with no more than `memoryKiB` of data memory, and
 * with `offline` without any network.
 */
export function enter(command: string[], folder: string, memoryKiB: number, offline = false): string[] {
  return ['unshare', '-Ur', '-m', ...(offline ? ['-n'] : []), '/bin/sh', ENTER, String(memoryKiB), folder, ...command]
}
