import { type FlatEvent, flattenEvent } from '../pattern/flatten-event.ts'
import { parseEvent } from '../pattern/leaf.ts'
import { parsePattern } from '../pattern/parse-pattern.ts'
import { Chains, type Step } from './chain.ts'
import { State } from './state.ts'
import { walk } from './walk.ts'

interface Known {
  chains: Step[]
  order: number
}

/**
 * Finds the rules whose patterns an event matches, at a cost that does not grow with the number of rules: all patterns
 * are one automaton over paths and values, in which rules share the steps that they have in common. The idea is that of
 * AWS's event-ruler.
 */
export class RuleMachine<R> {
  readonly #start = new State<R>()
  readonly #chains = new Chains()
  readonly #known = new Map<R, Known>()
  #order = 0

  get size(): number {
    return this.#known.size
  }

  /** Adds a rule, or gives it another pattern. Throws InvalidEventPatternException, and then leaves things as they were. */
  add(rule: R, pattern: string): void {
    const alternatives = parsePattern(pattern)
    this.remove(rule)
    const chains = alternatives.map((alternative) => this.#chains.take(alternative))
    this.#known.set(rule, { chains, order: this.#order++ })
    for (const chain of chains) this.#start.add(chain, rule)
  }

  remove(rule: R): void {
    for (const chain of this.#known.get(rule)?.chains ?? []) {
      this.#start.remove(chain, rule)
      this.#chains.release(chain)
    }
    this.#known.delete(rule)
  }

  /** The rules that an event matches (given as JSON text or flattened), in the order in which they were added. */
  match(event: string | FlatEvent): R[] {
    const flat = typeof event === 'string' ? flattenEvent(parseEvent(event)) : event
    const found = [...walk(this.#start, flat)]
    if (found.length > 1) found.sort((a, b) => this.#known.get(a)!.order - this.#known.get(b)!.order)
    return found
  }
}
