import { join, posix } from 'node:path'

/** Where a container's path under /opt/ml lies in the work folder that stands for it; undefined for other paths. */
export function inWorkFolder(folder: string, path: string): string | undefined {
  const clean = posix.normalize(path)
  return clean === '/opt/ml' || clean.startsWith('/opt/ml/') ? join(folder, clean.slice('/opt/ml'.length)) : undefined
}
