import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CliError } from '../cli-error.ts'

/** What a running runtime says about itself in `.trimtab/runtime.json`; removed when it stops. */
export interface LocalRuntime {
  endpoint: string
  apiUrl: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  bucket: string
}

/** The project that this command line belongs to. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The runtime that was started here, in a folder above, or in the project; undefined when there is none. */
export function findLocalRuntime(cwd: string, project = projectRoot): LocalRuntime | undefined {
  for (const folder of [...foldersUp(cwd), project]) {
    const file = join(folder, '.trimtab', 'runtime.json')
    if (existsSync(file)) return read(file)
  }
  return undefined
}

function* foldersUp(folder: string): Iterable<string> {
  yield folder
  const above = dirname(folder)
  if (above !== folder) yield* foldersUp(above)
}

const members = ['endpoint', 'apiUrl', 'region', 'accessKeyId', 'secretAccessKey', 'bucket'] as const

function read(file: string): LocalRuntime {
  try {
    const runtime = JSON.parse(readFileSync(file, 'utf8'))
    const missing = members.filter((member) => typeof runtime[member] !== 'string')
    if (missing.length > 0) throw new Error(`it lacks ${missing.join(', ')}`)
    return runtime
  } catch (cause) {
    throw new CliError(`${file} is not readable: ${(cause as Error).message}`, {
      next: 'delete it, then start the runtime again: trimtab up',
      cause,
    })
  }
}
