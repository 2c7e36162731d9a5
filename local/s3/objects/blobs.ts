import { randomUUID } from 'node:crypto'
import { constants, mkdirSync, rmSync, statSync } from 'node:fs'
import { copyFile, type FileHandle, link, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { killPoint } from '../../faults/kill-point.ts'
import type { Digest } from '../checksums/checksum.ts'

/**
 * The contents of objects and parts: immutable files, each under an id of its own. A file appears under its id only
 * when all of it is on disk.
 */
export class Blobs {
  readonly #contents: string
  readonly #unfinished: string
  readonly #started: number

  constructor(folder: string) {
    this.#contents = join(folder, 'contents')
    this.#unfinished = join(folder, 'unfinished')
    rmSync(this.#unfinished, { recursive: true, force: true })
    mkdirSync(this.#unfinished, { recursive: true })
    this.#started = statSync(this.#unfinished).ctimeMs
    for (let byte = 0; byte < 256; byte++)
      mkdirSync(join(this.#contents, byte.toString(16).padStart(2, '0')), { recursive: true })
  }

  /** Writes a stream in constant memory, feeding `digests` on the way. Nothing stays when the source fails. */
  async write(source: AsyncIterable<Buffer>, digests: Digest[]): Promise<{ id: string; size: number }> {
    const id = randomUUID()
    const draft = join(this.#unfinished, id)
    const file = await open(draft, 'wx')
    let size = 0
    try {
      for await (const chunk of source) {
        const written = writeAll(file, chunk)
        for (const digest of digests) digest.update(chunk)
        await written
        size += chunk.length
      }
      await file.datasync()
    } catch (error) {
      await file.close()
      await rm(draft, { force: true })
      throw error
    }
    await file.close()
    killPoint()
    await rename(draft, this.path(id))
    killPoint()
    return { id, size }
  }

  /** The same content under a new id, without copying a byte. */
  async share(id: string): Promise<string> {
    const copy = randomUUID()
    await link(this.path(id), this.path(copy))
    return copy
  }

  open(id: string): Promise<FileHandle> {
    return open(this.path(id), 'r')
  }

  /** A private copy for somebody who may write to it: a reflink where the file system has them. */
  async copyTo(id: string, path: string): Promise<void> {
    await copyFile(this.path(id), path, constants.COPYFILE_FICLONE)
  }

  /** The blobs one after the other, as one stream. */
  async *read(ids: string[]): AsyncGenerator<Buffer> {
    for (const id of ids) yield* (await this.open(id)).createReadStream({ highWaterMark: CHUNK })
  }

  async remove(ids: string[]): Promise<void> {
    await Promise.all(ids.map((id) => rm(this.path(id), { force: true })))
  }

  /** Removes what a former process wrote and died before entering it into the index. */
  async removeExcept(isUsed: (id: string) => boolean): Promise<void> {
    for (const folder of await readdir(this.#contents))
      for (const id of await readdir(join(this.#contents, folder)))
        if (!isUsed(id) && (await stat(this.path(id))).ctimeMs < this.#started) await this.remove([id])
  }

  path(id: string): string {
    return join(this.#contents, id.slice(0, 2), id)
  }
}

export const CHUNK = 256 * 1024

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten
}
