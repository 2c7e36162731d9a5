import type { Timer } from '../clock/clock.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { nextOccurrence, parseScheduleExpression } from '../scheduler/expression/schedule-expression.ts'
import type { Table } from '../store/store.ts'
import type { Bus } from './bus.ts'
import type { Rule } from './rule.ts'
import type { RuleBook } from './rule-book.ts'

interface Pace {
  expression: string
  /** Epoch ms; rates count from here. */
  anchor: number
  nextAt: number
}

/** Fires the rules that have a schedule expression; always UTC, always on the default bus. */
export class RuleSchedules {
  readonly #kernel: Kernel
  readonly #rules: RuleBook
  readonly #bus: Bus
  readonly #paces: Table<Pace>
  readonly #timers = new Map<string, Timer>()

  constructor(kernel: Kernel, rules: RuleBook, bus: Bus) {
    this.#kernel = kernel
    this.#rules = rules
    this.#bus = bus
    this.#paces = kernel.store.table<Pace>('events.paces')
  }

  /** Takes up every schedule; one that came due while nothing ran fires once, late. */
  start(): void {
    for (const rule of this.#rules.allRules()) this.follow(rule)
  }

  /** Arms, re-arms or disarms a rule after it has changed. */
  follow(rule: Rule): void {
    this.forget(rule.Name, rule.State === 'DISABLED' || rule.ScheduleExpression === undefined)
    if (rule.State === 'DISABLED' || rule.ScheduleExpression === undefined) return
    const known = this.#paces.get(rule.Name)
    const pace = known?.expression === rule.ScheduleExpression ? known : this.#begin(rule.ScheduleExpression)
    if (pace) this.#arm(rule.Name, pace)
  }

  forget(name: string, forGood = true): void {
    this.#timers.get(name)?.cancel()
    this.#timers.delete(name)
    if (forGood) this.#paces.delete(name)
  }

  #begin(expression: string): Pace | undefined {
    const now = this.#kernel.clock.now()
    const nextAt = nextOccurrence(parseScheduleExpression(expression), now, { anchor: now, zone: 'UTC' })
    return nextAt === undefined ? undefined : { expression, anchor: now, nextAt }
  }

  #arm(name: string, pace: Pace): void {
    this.#paces.put(name, pace)
    const wait = pace.nextAt - this.#kernel.clock.now()
    this.#timers.set(
      name,
      this.#kernel.clock.after(wait, () => this.#fire(name, pace)),
    )
  }

  #fire(name: string, pace: Pace): void {
    const rule = this.#rules.find(name, 'default')
    if (!rule) return
    const id = this.#kernel.requestId()
    this.#bus.send(rule, id, this.#event(rule, id, pace.nextAt))
    const expression = parseScheduleExpression(pace.expression)
    const now = Math.max(this.#kernel.clock.now(), pace.nextAt)
    const nextAt = nextOccurrence(expression, now, { anchor: pace.anchor, zone: 'UTC' })
    if (nextAt === undefined) this.forget(name)
    else this.#arm(name, { ...pace, nextAt })
  }

  #event(rule: Rule, id: string, at: number): string {
    return JSON.stringify({
      version: '0',
      id,
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: this.#kernel.account,
      time: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: this.#kernel.region,
      resources: [rule.Arn],
      detail: {},
    })
  }
}
