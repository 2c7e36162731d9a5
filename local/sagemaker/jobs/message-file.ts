import { open } from 'node:fs/promises'

const LONGEST = 1024

/** The first 1024 characters that a container left in its failure or message file; undefined when it left none. */
export async function readMessage(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(LONGEST * 4), 0, LONGEST * 4, 0)
      return buffer.toString('utf8', 0, bytesRead).trim().slice(0, LONGEST) || undefined
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code!)) return undefined
    throw error
  }
}
