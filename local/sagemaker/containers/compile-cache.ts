import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'

/**
 * What makes a program for this very Node start with what the runtime's own cache of compiled code holds, if it has one:
 * containers in TypeScript then take a third of the CPU time to start (0.09 s instead of 0.26 s).
 */
export function sharedCompileCache(program: string | undefined): { NODE_COMPILE_CACHE?: string } {
  const folder = getCompileCacheDir()
  // Node itself makes a folder in it for each of its versions.
  return program === process.execPath && folder ? { NODE_COMPILE_CACHE: dirname(folder) } : {}
}
