import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * One runtime to a state folder. The lock is SQLite's, on a file that stays empty: the operating system frees it when
 * its holder ends, however that ends, and no other process can be taken for the holder. Returns what frees it.
 */
export function lockStateDir(stateDir: string): () => void {
  mkdirSync(stateDir, { recursive: true })
  const holderFile = join(stateDir, 'lock')
  const lock = new DatabaseSync(join(stateDir, 'lock.db'))
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error
    throw new Error(
      `${stateDir} is in use by another runtime (process ${read(holderFile)}). Stop it, or choose another folder with --state.`,
    )
  }
  writeFileSync(holderFile, String(process.pid))
  return () => {
    rmSync(holderFile, { force: true })
    lock.close()
  }
}

const SQLITE_BUSY = 5

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return 'unknown'
  }
}
