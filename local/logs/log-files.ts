import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { appendFile, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface LogEvent {
  /** Epoch ms. */
  timestamp: number
  ingestionTime: number
  message: string
}

/** One append-only file of JSON lines per stream. Appends are gathered and written behind; a read writes them first. */
export class LogFiles {
  readonly #folder: string
  readonly #pending = new Map<string, string[]>()
  #writing: Promise<void> = Promise.resolve()

  constructor(folder: string) {
    this.#folder = folder
  }

  append(group: string, stream: string, events: LogEvent[]): void {
    const path = this.#path(group, stream)
    const lines = events.map(
      ({ timestamp, ingestionTime, message }) => `${JSON.stringify([timestamp, ingestionTime, message])}\n`,
    )
    const known = this.#pending.get(path)
    if (known) known.push(...lines)
    else this.#pending.set(path, lines)
    if (this.#pending.size === 1 && !known) setImmediate(() => void this.flush())
  }

  /** Resolves when everything appended so far is in the files. */
  flush(): Promise<void> {
    const batch = [...this.#pending]
    this.#pending.clear()
    this.#writing = this.#writing.then(async () => {
      for (const [path, lines] of batch) {
        mkdirSync(dirname(path), { recursive: true })
        await appendFile(path, lines.join(''))
      }
    })
    return this.#writing
  }

  /** A stream's events by time; those of one millisecond in the order they came. */
  async read(group: string, stream: string): Promise<LogEvent[]> {
    await this.flush()
    const text = await readFile(this.#path(group, stream), 'utf8').catch((error) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    // The last line is cut short when a process was killed while it wrote.
    const lines = text.split('\n').slice(0, -1)
    return lines
      .map((line) => {
        const [timestamp, ingestionTime, message] = JSON.parse(line)
        return { timestamp, ingestionTime, message }
      })
      .sort((a, b) => a.timestamp - b.timestamp)
  }

  async delete(group: string, stream?: string): Promise<void> {
    await this.flush()
    rmSync(stream === undefined ? this.#groupFolder(group) : this.#path(group, stream), {
      recursive: true,
      force: true,
    })
  }

  #groupFolder(group: string): string {
    return join(this.#folder, `${fileName(group)}.group`)
  }

  #path(group: string, stream: string): string {
    return join(this.#groupFolder(group), `${fileName(stream)}.jsonl`)
  }
}

const LONGEST_NAME = 200

function fileName(name: string): string {
  const encoded = encodeURIComponent(name)
  if (encoded.length <= LONGEST_NAME) return encoded
  return `${encoded.slice(0, 100)}-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`
}
