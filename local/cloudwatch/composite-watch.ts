import type { Kernel } from '../kernel/kernel.ts'
import { type Alarm, type AlarmState, type CompositeAlarm, isComposite } from './alarm.ts'
import type { AlarmBook } from './alarm-book.ts'
import { stamp } from './alarm-reason.ts'
import { type AlarmRule, parseAlarmRule } from './alarm-rule.ts'

/** Judges composite alarms whenever an alarm that they look at changes its state. */
export class CompositeWatch {
  readonly #kernel: Kernel
  readonly #book: AlarmBook
  readonly #setState: (alarm: Alarm, state: AlarmState) => void
  readonly #rules = new Map<string, AlarmRule>()

  constructor(kernel: Kernel, book: AlarmBook, setState: (alarm: Alarm, state: AlarmState) => void) {
    this.#kernel = kernel
    this.#book = book
    this.#setState = setState
  }

  /** A new or changed one is judged at once. */
  created(alarm: CompositeAlarm): void {
    const value = this.#judge(alarm)
    this.#set(alarm, value, `${alarm.arn} was created and its alarm rule evaluates to ${value}`, [])
  }

  childChanged(child: Alarm): void {
    for (const alarm of this.#book.all()) {
      if (!isComposite(alarm) || !this.ruleOf(alarm).alarms.includes(child.name)) continue
      const reason = `${child.arn} transitioned to ${child.state.value} at ${longStamp(child.state.at)}`
      this.#set(alarm, this.#judge(alarm), reason, [child])
    }
  }

  ruleOf({ rule }: CompositeAlarm): AlarmRule {
    const known = this.#rules.get(rule)
    if (known) return known
    const parsed = parseAlarmRule(rule)
    this.#rules.set(rule, parsed)
    return parsed
  }

  #judge(alarm: CompositeAlarm): 'ALARM' | 'OK' {
    const holds = this.ruleOf(alarm).holds((name) => this.#book.find(name)?.state.value ?? 'INSUFFICIENT_DATA')
    return holds ? 'ALARM' : 'OK'
  }

  #set(alarm: CompositeAlarm, value: 'ALARM' | 'OK', reason: string, triggering: Alarm[]): void {
    if (alarm.state.value === value) return
    const triggeringAlarms = triggering.map(({ arn, state }) => ({
      arn,
      state: { value: state.value, timestamp: stamp(state.at) },
    }))
    const reasonData = JSON.stringify({ triggeringAlarms })
    this.#setState(alarm, { value, reason, reasonData, at: this.#kernel.clock.now() })
  }
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/** Friday 02 January, 2026 03:04:05 UTC */
function longStamp(at: number): string {
  const date = new Date(at)
  const day = String(date.getUTCDate()).padStart(2, '0')
  return `${DAYS[date.getUTCDay()]} ${day} ${MONTHS[date.getUTCMonth()]}, ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`
}
