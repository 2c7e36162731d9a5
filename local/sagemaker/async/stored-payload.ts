import { createReadStream } from 'node:fs'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Named {
  endpointName: string
  id: string
}

const fileOf = (folder: string, { endpointName, id }: Named) => join(folder, 'async', endpointName, `${id}.payload`)

/** Keeps a payload that came along with its request until that is done. */
export async function storePayload(folder: string, request: Named, body: Uint8Array): Promise<void> {
  const file = fileOf(folder, request)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, body)
}

export async function storedPayload(folder: string, request: Named) {
  const file = fileOf(folder, request)
  const { size } = await stat(file)
  return { stream: createReadStream(file), length: size }
}

export const dropPayload = (folder: string, request: Named): Promise<void> =>
  rm(fileOf(folder, request), { force: true })
