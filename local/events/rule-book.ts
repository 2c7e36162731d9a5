import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import { type CompiledPattern, compilePattern } from './pattern/compile-pattern.ts'
import type { FlatEvent } from './pattern/flatten-event.ts'
import type { Rule } from './rule.ts'

interface Entry {
  rule: Rule
  pattern: CompiledPattern
}

interface Index {
  bySource: Map<string, Entry[]>
  /** Rules whose pattern does not fix the source. */
  others: Entry[]
}

export interface EventBus {
  Name: string
  Arn: string
  Description?: string
  CreationTime: number
}

/** Buses and rules, kept; patterns are compiled once and found by the event's source. */
export class RuleBook {
  readonly #kernel: Kernel
  readonly #rules: Table<Rule>
  readonly #buses: Table<EventBus>
  readonly #compiled = new Map<string, CompiledPattern>()
  #indices = new Map<string, Index>()

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#rules = kernel.store.table<Rule>('events.rules')
    this.#buses = kernel.store.table<EventBus>('events.buses')
    if (!this.#buses.has('default')) this.putBus('default')
  }

  putBus(name: string, description?: string): EventBus {
    const bus: EventBus = {
      Name: name,
      Arn: this.#kernel.arn('events', `event-bus/${name}`),
      Description: description,
      CreationTime: this.#kernel.clock.now(),
    }
    this.#buses.put(name, bus)
    return bus
  }

  buses(): EventBus[] {
    return [...this.#buses.values()]
  }

  /** The bus of a name or ARN; without either, the default one. */
  bus(nameOrArn = 'default'): EventBus {
    const name = busName(nameOrArn)
    const bus = this.#buses.get(name)
    if (!bus) throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`)
    return bus
  }

  deleteBus(name: string): void {
    for (const rule of this.rules(name)) this.delete(rule)
    this.#buses.delete(name)
  }

  rules(bus: string): Rule[] {
    return [...this.#rules.values()].filter((rule) => rule.EventBusName === bus)
  }

  allRules(): IterableIterator<Rule> {
    return this.#rules.values()
  }

  find(name: string, bus: string): Rule | undefined {
    return this.#rules.get(keyOf(bus, name))
  }

  /** A rule that must be there. */
  get(name: string, busNameOrArn?: string): Rule {
    const bus = this.bus(busNameOrArn).Name
    const rule = this.find(name, bus)
    if (!rule) throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus}.`)
    return rule
  }

  put(rule: Rule): void {
    this.#rules.put(keyOf(rule.EventBusName, rule.Name), rule)
    this.#indices.delete(rule.EventBusName)
  }

  delete(rule: Rule): void {
    this.#rules.delete(keyOf(rule.EventBusName, rule.Name))
    this.#indices.delete(rule.EventBusName)
  }

  /** The enabled rules of a bus that an event matches. */
  matching(bus: string, source: string, event: () => FlatEvent): Rule[] {
    const index = this.#index(bus)
    const candidates = [...(index.bySource.get(source) ?? []), ...index.others]
    if (candidates.length === 0) return []
    const flat = event()
    return candidates.filter(({ pattern }) => pattern.matches(flat)).map(({ rule }) => rule)
  }

  #index(bus: string): Index {
    const known = this.#indices.get(bus)
    if (known) return known
    const index: Index = { bySource: new Map(), others: [] }
    for (const rule of this.rules(bus)) {
      if (rule.State === 'DISABLED' || rule.EventPattern === undefined) continue
      const pattern = this.#compile(rule.EventPattern)
      const entry = { rule, pattern }
      if (!pattern.sources) index.others.push(entry)
      for (const source of pattern.sources ?? [])
        index.bySource.set(source, [...(index.bySource.get(source) ?? []), entry])
    }
    this.#indices.set(bus, index)
    return index
  }

  #compile(text: string): CompiledPattern {
    const known = this.#compiled.get(text)
    if (known) return known
    const pattern = compilePattern(text)
    this.#compiled.set(text, pattern)
    return pattern
  }
}

const keyOf = (bus: string, name: string) => `${bus}\n${name}`

export const busName = (nameOrArn: string) => nameOrArn.replace(/^arn:.*:event-bus\//, '')

export const ruleArn = (kernel: Kernel, bus: string, name: string) =>
  kernel.arn('events', bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`)
