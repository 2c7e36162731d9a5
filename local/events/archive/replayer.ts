import type { Kernel } from '../../kernel/kernel.ts'
import type { Table } from '../../store/store.ts'
import type { Bus } from '../bus.ts'
import { busName } from '../rule-book.ts'
import type { Archive, ArchivedEvent } from './archive.ts'
import type { ArchiveBook } from './archive-book.ts'
import { isActive, type Replay } from './replay.ts'

const EVENTS_AT_ONCE = 100
const PAUSE = 100

/** Brings archived events back to their bus, in the order of their times, under the name of the replay. */
export class Replayer {
  readonly replays: Table<Replay>
  readonly #kernel: Kernel
  readonly #archives: ArchiveBook
  readonly #bus: Bus
  #stopped = false

  constructor(kernel: Kernel, archives: ArchiveBook, bus: Bus) {
    this.#kernel = kernel
    this.#archives = archives
    this.#bus = bus
    this.replays = kernel.store.table<Replay>('events.replays')
  }

  /** Goes on with what a former process left; events may come twice then. */
  start(): void {
    for (const replay of this.replays.values()) if (isActive(replay)) this.run(replay)
  }

  stop(): void {
    this.#stopped = true
  }

  run(replay: Replay): void {
    this.replays.put(replay.ReplayName, replay)
    this.#kernel.clock.after(PAUSE, () => this.#goOn(replay.ReplayName))
  }

  #goOn(name: string): void {
    const replay = this.replays.get(name)
    if (!replay || this.#stopped) return
    const archive = this.#archives.find(replay.EventSourceArn.split('archive/')[1]!)
    if (replay.State === 'CANCELLING') this.#end(replay, { State: 'CANCELLED' })
    else if (archive) this.#bringBackMore(replay, archive)
    else this.#end(replay, { State: 'FAILED', StateReason: 'The archive does not exist.' })
  }

  #bringBackMore(replay: Replay, archive: Archive): void {
    const { EventStartTime, EventEndTime, done } = replay
    const events = this.#archives
      .events(archive)
      .filter(({ at }) => at >= EventStartTime && at <= EventEndTime)
      .sort((a, b) => a.at - b.at)
    const batch = events.slice(done, done + EVENTS_AT_ONCE)
    for (const event of batch) this.#bringBack(replay, event)
    const last = batch.at(-1)?.at ?? replay.EventLastReplayedTime
    const next: Replay = { ...replay, State: 'RUNNING', done: done + batch.length, EventLastReplayedTime: last }
    if (next.done < events.length) this.run(next)
    else this.#end(next, { State: 'COMPLETED' })
  }

  #bringBack({ ReplayName, Destination }: Replay, { text, eventId }: ArchivedEvent): void {
    // The head of an event has its resources last, and no text in it can hold this sequence with its bare quotes.
    const named = text.replace(',"resources":', () => `,"replay-name":${JSON.stringify(ReplayName)},"resources":`)
    const only = Destination.FilterArns?.length ? new Set(Destination.FilterArns) : undefined
    this.#bus.route(busName(Destination.Arn), eventId, named, ({ Arn }) => !only || only.has(Arn))
  }

  #end(replay: Replay, outcome: Pick<Replay, 'State' | 'StateReason'>): void {
    this.replays.put(replay.ReplayName, { ...replay, ...outcome, ReplayEndTime: this.#kernel.clock.now() })
  }
}
