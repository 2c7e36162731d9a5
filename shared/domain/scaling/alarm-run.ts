/** AWS's own alarms of a target: out after three minutes above it, in after fifteen below nine tenths of it. */
const minutesAbove = 3
const minutesBelow = 15
const lowShare = 0.9

export type Alarm = 'out' | 'in' | undefined

/**
 * The two alarms of a tracked target over a stream of minutes. A minute without a value breaks neither run, as missing
 * data leaves an alarm as it is, and lets none act.
 */
export class TargetAlarms {
  readonly #target: number
  #above = 0
  #below = 0

  constructor(target: number) {
    this.#target = target
  }

  see(value: number | undefined): Alarm {
    if (value === undefined) return undefined
    this.#above = value > this.#target ? this.#above + 1 : 0
    this.#below = value < lowShare * this.#target ? this.#below + 1 : 0
    if (this.#above >= minutesAbove) return 'out'
    return this.#below >= minutesBelow ? 'in' : undefined
  }
}
