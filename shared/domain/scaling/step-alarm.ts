import type { StepRule } from './fleet-policy.ts'

/** The alarm of a step policy, and what it asks for. While it rests it may ask for more than last time, not again for as much. */
export class StepAlarm {
  readonly rule: StepRule
  #run = 0
  #base = 0
  #restsUntil = 0

  constructor(rule: StepRule) {
    this.rule = rule
  }

  /** The fleet that the policy wants after this minute; undefined when the alarm is silent or rests. */
  see(value: number | undefined, asked: number, minute: number): number | undefined {
    const { threshold, direction, minutes, cooldown } = this.rule
    if (value === undefined) return undefined
    const beyond = direction === 'above' ? value - threshold : threshold - value
    this.#run = beyond >= 0 ? this.#run + 1 : 0
    if (this.#run < minutes) return undefined
    const rests = minute < this.#restsUntil
    const wanted = this.#changed(beyond, rests ? this.#base : asked)
    if (wanted === asked || (rests && Math.abs(wanted - this.#base) <= Math.abs(asked - this.#base))) return undefined
    if (!rests) this.#base = asked
    this.#restsUntil = minute + cooldown
    return wanted
  }

  #changed(beyond: number, from: number): number {
    const { steps, adjust } = this.rule
    const change = steps.findLast((step) => step.from <= beyond)?.change
    if (change === undefined) return from
    if (adjust === 'exact') return change
    if (adjust === 'instances') return Math.max(0, from + change)
    // As documented: between 0 and 1 a change counts as 1, and others are cut towards zero.
    const part = (from * change) / 100
    return Math.max(0, from + (Math.abs(part) < 1 ? Math.sign(part) : Math.trunc(part)))
  }
}
