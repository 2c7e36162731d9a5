import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A fresh folder that stands for /opt/ml, gone with everything beside it when `work` is done. */
export async function withWorkFolder<T>(base: string, work: (optMl: string) => Promise<T>): Promise<T> {
  await rm(base, { recursive: true, force: true })
  const optMl = join(base, 'ml')
  await mkdir(optMl, { recursive: true })
  try {
    return await work(optMl)
  } finally {
    await rm(base, { recursive: true, force: true })
  }
}
