import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const CONTAINERS = join(import.meta.dirname, '../../containers')
/** Node's cache for all processes of the tests. */
export const COMPILED = join(import.meta.dirname, '../../node_modules/.cache/tests-compiled')

/**
 * Runs each container once without arguments, which it refuses when all of it is loaded. The root of a container's cell
 * is read-only: what is compiled in there is kept by nobody, and tests start some hundreds.
 */
export default async function compileContainers(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-compiled-'))
  try {
    const names = readdirSync(CONTAINERS).filter((name) => statSync(join(CONTAINERS, name)).isDirectory())
    await Promise.all(
      names.map((name) => {
        const env = { PATH: process.env['PATH'], SAGEMAKER_BASE_DIR: folder, NODE_COMPILE_CACHE: COMPILED }
        return once(spawn(process.execPath, [join(CONTAINERS, name, 'main.ts')], { env, stdio: 'ignore' }), 'exit')
      }),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
