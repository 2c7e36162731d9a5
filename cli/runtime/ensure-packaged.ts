import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { oneAtATime } from './one-at-a-time.ts'

/** What the package is made of. */
const SOURCES = ['serverless.yml', 'package-lock.json', 'infra', 'functions', 'shared', 'statemachines']

/**
 * Packages the service with the Serverless Framework unless the package at hand was made from these very sources.
 * Returns the package's folder and whether it was made anew.
 */
export async function ensurePackaged(
  root: string,
  onPackaging?: () => void,
): Promise<{ packageDir: string; packaged: boolean }> {
  const packageDir = join(root, '.serverless')
  const stamp = join(packageDir, 'sources.sha256')
  // The framework empties the folder and fills it anew; a second process must neither see nor do that meanwhile.
  return oneAtATime(join(root, 'node_modules/.cache/trimtab-packaging'), async () => {
    const wanted = fingerprint(root)
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { packageDir, packaged: false }
    onPackaging?.()
    await runPackage(root)
    writeFileSync(stamp, wanted)
    return { packageDir, packaged: true }
  })
}

function fingerprint(root: string): string {
  const hash = createHash('sha256')
  for (const source of SOURCES)
    for (const file of filesUnder(root, source))
      hash
        .update(`${file}\n`)
        .update(readFileSync(join(root, file)))
        .update('\n')
  return hash.digest('hex')
}

function* filesUnder(root: string, path: string): Iterable<string> {
  const stats = statSync(join(root, path), { throwIfNoEntry: false })
  if (stats?.isFile()) yield path
  if (stats?.isDirectory())
    for (const name of readdirSync(join(root, path)).sort()) yield* filesUnder(root, join(path, name))
}

function runPackage(root: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/.bin/serverless'), 'package'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output: Buffer[] = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`'serverless package' failed (exit ${code}):\n${Buffer.concat(output)}`))
    })
  })
}
