import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import { RuleMachine } from './machine/rule-machine.ts'
import type { Rule } from './rule.ts'

export interface EventBus {
  Name: string
  Arn: string
  Description?: string
  /** The JSON text of its policy. */
  Policy?: string
  DeadLetterConfig?: { Arn?: string }
  KmsKeyIdentifier?: string
  CreationTime: number
  LastModifiedTime: number
}

/** Buses and rules, kept; each bus has one machine for the patterns of its enabled rules. */
export class RuleBook {
  readonly #kernel: Kernel
  readonly #rules: Table<Rule>
  readonly #buses: Table<EventBus>
  readonly #machines = new Map<string, RuleMachine<string>>()

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#rules = kernel.store.table<Rule>('events.rules')
    this.#buses = kernel.store.table<EventBus>('events.buses')
    if (!this.#buses.has('default')) this.putBus('default')
  }

  putBus(name: string, settings: Partial<EventBus> = {}): EventBus {
    const now = this.#kernel.clock.now()
    const Arn = this.#kernel.arn('events', `event-bus/${name}`)
    const bus: EventBus = { ...settings, Name: name, Arn, CreationTime: now, LastModifiedTime: now }
    this.#buses.put(name, bus)
    return bus
  }

  changeBus(bus: EventBus): void {
    this.#buses.put(bus.Name, { ...bus, LastModifiedTime: this.#kernel.clock.now() })
  }

  findBus(nameOrArn = 'default'): EventBus | undefined {
    return this.#buses.get(busName(nameOrArn))
  }

  buses(): EventBus[] {
    return [...this.#buses.values()]
  }

  /** The bus of a name or ARN; without either, the default one. */
  bus(nameOrArn = 'default'): EventBus {
    const bus = this.findBus(nameOrArn)
    if (!bus) throw new AwsError('ResourceNotFoundException', `Event bus ${busName(nameOrArn)} does not exist.`)
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
    const former = this.find(rule.Name, rule.EventBusName)
    this.#rules.put(keyOf(rule.EventBusName, rule.Name), rule)
    const machine = this.#machines.get(rule.EventBusName)
    if (machine && patternOf(former) !== patternOf(rule)) follow(machine, rule)
  }

  delete(rule: Rule): void {
    this.#rules.delete(keyOf(rule.EventBusName, rule.Name))
    this.#machines.get(rule.EventBusName)?.remove(rule.Name)
  }

  /** The enabled rules of a bus that an event matches. */
  matching(bus: string, eventText: string): Rule[] {
    const machine = this.#machine(bus)
    return machine.size === 0 ? [] : machine.match(eventText).map((name) => this.find(name, bus)!)
  }

  #machine(bus: string): RuleMachine<string> {
    const known = this.#machines.get(bus)
    if (known) return known
    const machine = new RuleMachine<string>()
    for (const rule of this.rules(bus)) follow(machine, rule)
    this.#machines.set(bus, machine)
    return machine
  }
}

/** The pattern that decides whether events go to a rule now. */
const patternOf = (rule: Rule | undefined) => (rule?.State === 'DISABLED' ? undefined : rule?.EventPattern)

function follow(machine: RuleMachine<string>, rule: Rule): void {
  const pattern = patternOf(rule)
  if (pattern === undefined) machine.remove(rule.Name)
  else machine.add(rule.Name, pattern)
}

const keyOf = (bus: string, name: string) => `${bus}\n${name}`

export const busName = (nameOrArn: string) => nameOrArn.replace(/^arn:.*:event-bus\//, '')

export const ruleArn = (kernel: Kernel, bus: string, name: string) =>
  kernel.arn('events', bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`)
