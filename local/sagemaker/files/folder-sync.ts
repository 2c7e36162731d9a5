import { stat } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { keyBelow, parseS3Uri, type RoleS3 } from './role-s3.ts'
import { filesOf, uploadFile } from './upload-folder.ts'

const EVERY_MS = 2000

/** Keeps an S3 prefix like a folder while a container writes to it: checkpoints, and outputs uploaded continuously. */
export class FolderSync {
  readonly #s3: RoleS3
  readonly #folder: string
  readonly #uri: string
  readonly #deletes: boolean
  readonly #known = new Map<string, string>()
  #turn: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined

  /** With `deletes`, what vanishes from the folder vanishes from S3. */
  constructor(s3: RoleS3, folder: string, uri: string, { deletes }: { deletes: boolean }) {
    this.#s3 = s3
    this.#folder = folder
    this.#uri = uri
    this.#deletes = deletes
  }

  /** Takes what is in the folder now as already there, and follows from then on. */
  async start(): Promise<void> {
    for (const file of await filesOf(this.#folder)) this.#known.set(this.#name(file), await fingerprint(file))
    this.#timer = setInterval(() => {
      // A failed turn is made up for by the next one; the last is not forgiven.
      this.#turn = this.#turn.then(() => this.#sync()).catch(() => {})
    }, EVERY_MS)
    this.#timer.unref()
  }

  /** Uploads the last changes. */
  async finish(): Promise<void> {
    this.abandon()
    await this.#turn
    await this.#sync()
  }

  abandon(): void {
    clearInterval(this.#timer)
  }

  async #sync(): Promise<void> {
    const gone = new Set(this.#known.keys())
    for (const file of await filesOf(this.#folder)) {
      const name = this.#name(file)
      gone.delete(name)
      const now = await fingerprint(file)
      if (this.#known.get(name) === now) continue
      await uploadFile(this.#s3, file, this.#uri, name)
      this.#known.set(name, now)
    }
    if (!this.#deletes) return
    const { bucket, key } = parseS3Uri(this.#uri)!
    for (const name of gone) {
      await this.#s3.delete(bucket, keyBelow(key, name))
      this.#known.delete(name)
    }
  }

  #name(file: string): string {
    return relative(this.#folder, file).split(sep).join('/')
  }
}

async function fingerprint(file: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(file)
    return `${size} ${mtimeMs}`
  } catch {
    return 'gone'
  }
}
