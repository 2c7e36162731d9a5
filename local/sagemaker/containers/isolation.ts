import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cell } from './cell.ts'
import type { ContainerSpec } from './container.ts'

/**
 * How a container is kept apart. `private`: in namespaces of its own (Linux), with its own /opt/ml, /tmp and processes,
 * nothing else to write to, and no sight of the runtime's state. `folder`: it is only told its folder, in
 * SAGEMAKER_BASE_DIR.
 */
export type Isolation = 'private' | 'folder'

let probed: Isolation | undefined

/** What this machine allows; tried once, with the very command that containers are started by. */
export function isolation(): Isolation {
  probed ??= probe()
  return probed
}

function probe(): Isolation {
  if (process.platform !== 'linux') return 'folder'
  const hidden = mkdtempSync(join(tmpdir(), 'opt-ml-'))
  try {
    const folder = join(hidden, 'ml')
    const scratch = join(hidden, 'tmp')
    for (const made of [folder, scratch]) mkdirSync(made)
    writeFileSync(join(folder, 'seen'), '')
    const look = ['test', '-e', '/opt/ml/seen']
    const [program, ...args] = cell(look, { folder, scratch, hidden, memoryKiB: 1 << 20, network: 'none' })
    return spawnSync(program!, args, { stdio: 'ignore' }).status === 0 ? 'private' : 'folder'
  } finally {
    rmSync(hidden, { recursive: true, force: true })
  }
}

/** Says in a container's log what this machine cannot keep from it. */
export function warnOfWeakness({ network = 'shared', onLine }: ContainerSpec, kind: Isolation): void {
  if (kind === 'private') return
  const lacking = ['its own file system']
  if (network !== 'shared') lacking.push('the network isolation that was asked for')
  onLine(`This machine has no unprivileged namespaces: the container runs without ${lacking.join(' and ')}.`)
}
