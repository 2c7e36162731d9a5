import type { Kernel } from '../../kernel/kernel.ts'
import type { Fleet } from '../environment/fleet.ts'
import { mappingTable } from './event-source-mapping.ts'
import { SqsPoller } from './sqs-poller.ts'

/** One poller for each enabled mapping. */
export class SqsPollers {
  readonly #kernel: Kernel
  readonly #fleet: Fleet
  readonly #pollers = new Map<string, SqsPoller>()

  constructor(kernel: Kernel, fleet: Fleet) {
    this.#kernel = kernel
    this.#fleet = fleet
  }

  /** Polls for every enabled mapping that is not polled for yet. */
  start(): void {
    for (const { uuid } of mappingTable(this.#kernel).values()) if (!this.#pollers.has(uuid)) this.refresh(uuid)
  }

  /** Follows a mapping that was made, changed or deleted. */
  refresh(uuid: string): void {
    this.#pollers.get(uuid)?.stop()
    this.#pollers.delete(uuid)
    const mapping = mappingTable(this.#kernel).get(uuid)
    if (!mapping?.enabled) return
    const poller = new SqsPoller(this.#kernel, this.#fleet, mapping)
    this.#pollers.set(uuid, poller)
    poller.start()
  }

  stop(): void {
    for (const poller of this.#pollers.values()) poller.stop()
  }
}
