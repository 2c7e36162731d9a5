import { join } from 'node:path'
import type { Timer } from '../clock/clock.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import { type LogEvent, LogFiles } from './log-files.ts'

export interface LogGroup {
  name: string
  createdAt: number
  retentionInDays?: number
  class?: string
  tags?: Record<string, string>
}

export interface LogStream {
  group: string
  name: string
  createdAt: number
  firstEventAt?: number
  lastEventAt?: number
  lastIngestionAt?: number
  bytes: number
}

const DAY = 86_400_000

/** Groups and streams in an index, their events in files. */
export class LogStore {
  readonly #kernel: Kernel
  readonly #files: LogFiles
  readonly #groups: Table<LogGroup>
  readonly #streams: Table<LogStream>
  /** Group -> its streams, in the order they were made. */
  readonly #byGroup = new Map<string, Map<string, LogStream>>()
  #sweeper: Timer | undefined

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#files = new LogFiles(join(kernel.stateDir, 'logs'))
    this.#groups = kernel.store.table<LogGroup>('logs.groups')
    this.#streams = kernel.store.table<LogStream>('logs.streams')
    for (const stream of this.#streams.values()) this.#streamsOf(stream.group).set(stream.name, stream)
  }

  groups(): LogGroup[] {
    return [...this.#groups.values()]
  }

  group(name: string): LogGroup {
    const group = this.#groups.get(name)
    if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.')
    return group
  }

  hasGroup(name: string): boolean {
    return this.#groups.has(name)
  }

  putGroup(group: LogGroup): void {
    this.#groups.put(group.name, group)
    this.#armSweeper()
  }

  async deleteGroup(name: string): Promise<void> {
    for (const stream of this.#streamsOf(name).keys()) this.#streams.delete(keyOf(name, stream))
    this.#byGroup.delete(name)
    this.#groups.delete(name)
    await this.#files.delete(name)
  }

  streams(group: string): LogStream[] {
    return [...this.#streamsOf(group).values()]
  }

  findStream(group: string, name: string): LogStream | undefined {
    return this.#byGroup.get(group)?.get(name)
  }

  stream(group: string, name: string): LogStream {
    const stream = this.findStream(this.group(group).name, name)
    if (!stream) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.')
    return stream
  }

  createStream(group: string, name: string): LogStream {
    const stream = { group, name, createdAt: this.#kernel.clock.now(), bytes: 0 }
    this.#save(stream)
    return stream
  }

  async deleteStream({ group, name }: LogStream): Promise<void> {
    this.#streamsOf(group).delete(name)
    this.#streams.delete(keyOf(group, name))
    await this.#files.delete(group, name)
  }

  append(stream: LogStream, events: LogEvent[]): void {
    if (events.length === 0) return
    this.#files.append(stream.group, stream.name, events)
    const times = events.map(({ timestamp }) => timestamp)
    stream.firstEventAt = Math.min(stream.firstEventAt ?? Number.POSITIVE_INFINITY, ...times)
    stream.lastEventAt = Math.max(stream.lastEventAt ?? 0, ...times)
    stream.lastIngestionAt = this.#kernel.clock.now()
    // CloudWatch counts 26 bytes for each event beside its text.
    stream.bytes += events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 26, 0)
    this.#save(stream)
    if (!this.#sweeper && this.#groups.get(stream.group)?.retentionInDays) this.#armSweeper()
  }

  /** A line from the runtime itself; makes group and stream where they are missing. */
  write(group: string, name: string, message: string, at: number): void {
    if (!this.hasGroup(group)) this.putGroup({ name: group, createdAt: at })
    const stream = this.findStream(group, name) ?? this.createStream(group, name)
    this.append(stream, [{ timestamp: at, ingestionTime: at, message }])
  }

  /** A stream's events that its group's retention has left, by time. */
  async read({ group, name }: LogStream): Promise<LogEvent[]> {
    const oldest = this.#oldest(group)
    return (await this.#files.read(group, name)).filter(({ timestamp }) => timestamp >= oldest)
  }

  /** Events before this time are gone by retention, epoch ms. */
  oldestKept({ group }: LogStream): number {
    return this.#oldest(group)
  }

  /** Deletes the streams of which retention has left nothing, now and whenever the next one falls due. */
  async sweep(): Promise<void> {
    const now = this.#kernel.clock.now()
    for (const { stream, at } of this.#expiries()) if (at <= now) await this.deleteStream(stream)
    this.#armSweeper()
  }

  stop(): Promise<void> {
    this.#sweeper?.cancel()
    return this.flush()
  }

  flush(): Promise<void> {
    return this.#files.flush()
  }

  #oldest(group: string): number {
    const { retentionInDays } = this.group(group)
    return retentionInDays === undefined ? 0 : this.#kernel.clock.now() - retentionInDays * DAY
  }

  /** When the last event of each stream leaves its retention. */
  #expiries(): { stream: LogStream; at: number }[] {
    return this.groups().flatMap(({ name, retentionInDays }) =>
      retentionInDays === undefined
        ? []
        : this.streams(name).map((stream) => ({
            stream,
            at: (stream.lastEventAt ?? stream.createdAt) + retentionInDays * DAY + 1,
          })),
    )
  }

  #armSweeper(): void {
    this.#sweeper?.cancel()
    this.#sweeper = undefined
    const next = Math.min(...this.#expiries().map(({ at }) => at))
    if (!Number.isFinite(next)) return
    this.#sweeper = this.#kernel.clock.after(next - this.#kernel.clock.now(), () => {
      this.#sweeper = undefined
      void this.#kernel.clock.during(() => this.sweep())
    })
  }

  #save(stream: LogStream): void {
    this.#streamsOf(stream.group).set(stream.name, stream)
    this.#streams.put(keyOf(stream.group, stream.name), stream)
  }

  #streamsOf(group: string): Map<string, LogStream> {
    const known = this.#byGroup.get(group)
    if (known) return known
    const streams = new Map<string, LogStream>()
    this.#byGroup.set(group, streams)
    return streams
  }
}

const keyOf = (group: string, stream: string) => `${group}\n${stream}`
