import { readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { PrepareError } from './prepare-error.ts'

export interface DataFile {
  path: string
  /** Path within the data folder, with forward slashes: the object's key after the prefix. */
  name: string
}

/** All data files in the order of their names. @throws {PrepareError} when there is none, or one is empty */
export function listDataFiles(folder: string): DataFile[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^[._]/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, name: relative(folder, path).split(sep).join('/') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  if (files.length === 0) throw new PrepareError('There is no data file; upload one under the data prefix.')
  for (const { path, name } of files) {
    if (statSync(path).size === 0)
      throw new PrepareError(`File '${name}' is empty (0 bytes); upload it again or delete it.`)
  }
  return files
}
