import { AwsError } from '../../kernel/aws-error.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Table } from '../../store/store.ts'
import { RuleMachine } from '../machine/rule-machine.ts'
import type { Archive, ArchivedEvent } from './archive.ts'

const DAY = 86_400_000

/** Archives and what they hold, kept. */
export class ArchiveBook {
  readonly #kernel: Kernel
  readonly #archives: Table<Archive>
  /** By the bus's ARN: which archives take an event. */
  readonly #machines = new Map<string, RuleMachine<string>>()

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#archives = kernel.store.table<Archive>('events.archives')
    for (const archive of this.#archives.values()) this.#follow(archive)
  }

  all(): Archive[] {
    return [...this.#archives.values()]
  }

  find(name: string): Archive | undefined {
    return this.#archives.get(name)
  }

  get(name: string): Archive {
    const archive = this.find(name)
    if (!archive) throw new AwsError('ResourceNotFoundException', `Archive ${name} does not exist.`)
    return archive
  }

  /** Throws InvalidEventPatternException, and then keeps nothing. */
  put(archive: Archive): void {
    this.#follow(archive)
    this.#archives.put(archive.ArchiveName, archive)
  }

  delete({ ArchiveName, EventSourceArn }: Archive): void {
    this.#archives.delete(ArchiveName)
    this.#machines.get(EventSourceArn)?.remove(ArchiveName)
    const events = this.#events(ArchiveName)
    for (const [key] of [...events.entries()]) events.delete(key)
  }

  /** Archives an event in every archive of its bus that wants it. */
  take(busArn: string, event: ArchivedEvent): void {
    const machine = this.#machines.get(busArn)
    if (!machine || machine.size === 0) return
    for (const name of machine.match(event.text)) {
      this.#forgetOld(this.get(name))
      this.#events(name).put(`${event.at}\n${event.eventId}`, event)
    }
  }

  /** What an archive holds, in the order in which it came. */
  events(archive: Archive): ArchivedEvent[] {
    this.#forgetOld(archive)
    return [...this.#events(archive.ArchiveName).values()]
  }

  #forgetOld({ ArchiveName, RetentionDays }: Archive): void {
    if (RetentionDays === 0) return
    const oldest = this.#kernel.clock.now() - RetentionDays * DAY
    const table = this.#events(ArchiveName)
    for (const [key, { at }] of table.entries()) {
      if (at > oldest) return
      table.delete(key)
    }
  }

  #events(name: string): Table<ArchivedEvent> {
    return this.#kernel.store.table<ArchivedEvent>(`events.archived.${name}`)
  }

  #follow({ ArchiveName, EventSourceArn, EventPattern }: Archive): void {
    const machine = this.#machines.get(EventSourceArn) ?? new RuleMachine<string>()
    // What a replay brings back is not archived once more.
    const fresh = '"replay-name":[{"exists":false}]'
    machine.add(ArchiveName, EventPattern ? withField(EventPattern, fresh) : `{${fresh}}`)
    this.#machines.set(EventSourceArn, machine)
  }
}

/** A pattern with one field more, in front; the pattern's own text is checked as it is. */
function withField(pattern: string, field: string): string {
  return pattern.replace(/^(\s*\{)/, (_, open) => `${open}${field},`)
}
