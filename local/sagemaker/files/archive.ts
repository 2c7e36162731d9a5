import { execFile } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { promisify } from 'node:util'

const tar = (...args: string[]) => promisify(execFile)('tar', args)

/** Packs what is in a folder as .tar.gz, names starting at the folder, as SageMaker packs /opt/ml/model. */
export async function pack(folder: string, file: string): Promise<void> {
  const names = (await readdir(folder)).sort()
  await tar('-czf', file, '-C', folder, ...(names.length > 0 ? ['--', ...names] : ['-T', '/dev/null']))
}

/** Unpacks a .tar.gz into a folder. Rejects when the file is no such archive. */
export async function unpack(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await tar('-xzf', file, '-C', folder, '--no-same-owner')
}
