import { randomUUID } from 'node:crypto'
import { DEFAULT_RETRY, type Delivery, Outbox } from '../delivery/outbox.ts'
import { noFaults } from '../faults/faults.ts'
import type { AwsEvent, Kernel } from '../kernel/kernel.ts'
import type { ArchiveBook } from './archive/archive-book.ts'
import { createDeliver, createGiveUp } from './deliver.ts'
import type { Rule, Target } from './rule.ts'
import type { RuleBook } from './rule-book.ts'
import { tellRuleMetric } from './rule-metrics.ts'

/** One event on its way to one target of one rule. */
export interface EventDelivery extends Delivery {
  eventText: string
  eventId: string
  rule: { name: string; arn: string }
  target: Target
}

export interface EventsOptions {
  /** Which events are delivered twice to each target: EventBridge promises at least once, and sometimes does. */
  duplicate?: (event: AwsEvent) => boolean
}

/** An event as a producer gives it: AWS's services through the kernel, anybody else by PutEvents. */
export interface RawEvent {
  source: string
  detailType: string
  resources: string[]
  /** JSON text of an object. */
  detail: string
  /** Epoch ms. */
  at: number
}

/** Takes events, finds the rules they match, and sends them to the rules' targets. */
export class Bus {
  readonly outbox: Outbox<EventDelivery>
  readonly #kernel: Kernel
  readonly #rules: RuleBook
  readonly #archives: ArchiveBook
  readonly #options: EventsOptions

  constructor(kernel: Kernel, rules: RuleBook, archives: ArchiveBook, options: EventsOptions) {
    this.#kernel = kernel
    this.#rules = rules
    this.#archives = archives
    this.#options = options
    this.outbox = new Outbox(kernel, 'events.deliveries', {
      deliver: createDeliver(kernel, this),
      giveUp: createGiveUp(kernel),
    })
  }

  /** Puts an event on a bus; returns its id. */
  take(bus: string, raw: RawEvent): string {
    const id = randomUUID()
    const text = this.#envelope(id, raw)
    this.route(bus, id, text)
    this.#archives.take(this.#rules.bus(bus).Arn, { text, eventId: id, at: raw.at })
    return id
  }

  /** An event that comes from another bus, as it is. */
  pass(bus: string, eventId: string, text: string): void {
    this.route(bus, eventId, text)
    this.#archives.take(this.#rules.bus(bus).Arn, { text, eventId, at: Date.parse(JSON.parse(text).time) })
  }

  /** Sends an enveloped event to every target of every rule that it matches and that is wanted. */
  route(bus: string, eventId: string, eventText: string, wanted: (rule: Rule) => boolean = () => true): void {
    for (const rule of this.#rules.matching(bus, eventText)) if (wanted(rule)) this.send(rule, eventId, eventText)
  }

  /** Sends an event to a rule's targets. */
  send(rule: Rule, eventId: string, eventText: string): void {
    tellRuleMetric(this.#kernel, rule.Arn, 'TriggeredRules')
    if (rule.Targets.length === 0) return
    const delays = this.#deliveries(eventText)
    const now = this.#kernel.clock.now()
    for (const target of rule.Targets)
      for (const delay of delays)
        this.outbox.add({
          id: randomUUID(),
          createdAt: now,
          attempts: 0,
          dueAt: now + delay,
          retry: { ...DEFAULT_RETRY, ...target.RetryPolicy },
          eventText,
          eventId,
          rule: { name: rule.Name, arn: rule.Arn },
          target,
        })
  }

  #envelope(id: string, { source, detailType, resources, detail, at }: RawEvent): string {
    const { account, region } = this.#kernel
    const time = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
    const head = { version: '0', id, 'detail-type': detailType, source, account, time, region, resources }
    // The detail keeps its own text, so that its numbers match as they were written.
    return `${JSON.stringify(head).slice(0, -1)},"detail":${detail}}`
  }

  /** In how many milliseconds it is delivered, each time. */
  #deliveries(eventText: string): number[] {
    const { faults } = this.#kernel
    if (!this.#options.duplicate && faults === noFaults) return [0]
    const { source, 'detail-type': detailType, resources, detail } = JSON.parse(eventText)
    const event: AwsEvent = { source, detailType, resources, detail }
    const delays = faults.deliveries(event)
    return this.#options.duplicate?.(event) ? [...delays, 0] : delays
  }
}
