import { join } from 'node:path'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import { type LogEvent, LogFiles } from './log-files.ts'

export interface LogGroup {
  name: string
  createdAt: number
  retentionInDays?: number
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
  }

  /** A line from the runtime itself; makes group and stream where they are missing. */
  write(group: string, name: string, message: string, at: number): void {
    if (!this.hasGroup(group)) this.putGroup({ name: group, createdAt: at })
    const stream = this.findStream(group, name) ?? this.createStream(group, name)
    this.append(stream, [{ timestamp: at, ingestionTime: at, message }])
  }

  /** A stream's events that its group's retention has left, by time. */
  async read({ group, name }: LogStream): Promise<LogEvent[]> {
    const oldest = this.#oldest(this.group(group))
    return (await this.#files.read(group, name)).filter(({ timestamp }) => timestamp >= oldest)
  }

  /** Deletes the streams of which retention has left nothing. */
  async sweep(): Promise<void> {
    for (const group of this.groups())
      for (const stream of this.streams(group.name))
        if ((stream.lastEventAt ?? stream.createdAt) < this.#oldest(group)) await this.deleteStream(stream)
  }

  flush(): Promise<void> {
    return this.#files.flush()
  }

  #oldest({ retentionInDays }: LogGroup): number {
    return retentionInDays === undefined ? 0 : this.#kernel.clock.now() - retentionInDays * DAY
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
