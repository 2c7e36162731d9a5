import type { Timer } from '../clock/clock.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Alarm, AlarmState } from './alarm.ts'
import { AlarmActions } from './alarm-actions.ts'
import type { AlarmBook } from './alarm-book.ts'
import { alarmEvent } from './alarm-event.ts'
import { alarmReason, type Datapoint } from './alarm-reason.ts'
import { merged } from './bucket.ts'
import { judgeAlarm, LOOKED_BACK_FURTHER } from './judge-alarm.ts'
import type { MetricStore } from './metric-store.ts'
import { statisticOf } from './statistic.ts'

const MINUTE = 60_000
const TEN_SECONDS = 10_000

/** Evaluates every alarm at each full minute; those with a period under a minute every ten seconds. */
export class AlarmWatch {
  readonly actions: AlarmActions
  readonly #kernel: Kernel
  readonly #book: AlarmBook
  readonly #metrics: MetricStore
  #timer: Timer | undefined

  constructor(kernel: Kernel, book: AlarmBook, metrics: MetricStore) {
    this.#kernel = kernel
    this.#book = book
    this.#metrics = metrics
    this.actions = new AlarmActions(kernel, ({ alarmName, actionArn, error }) => {
      const alarm = book.find(alarmName)
      if (!alarm) return
      const done = error ? `Failed to execute action ${actionArn}` : `Successfully executed action ${actionArn}`
      book.remember(alarm, 'Action', done, { actionState: error ? 'Failed' : 'Succeeded', error: error?.message })
    })
  }

  /** Arms the next evaluation, if there is anything to evaluate. */
  arm(): void {
    const alarms = this.#book.all()
    this.#timer?.cancel()
    this.#timer = undefined
    if (alarms.length === 0) return
    const pace = alarms.some(({ period }) => period < 60) ? TEN_SECONDS : MINUTE
    const now = this.#kernel.clock.now()
    const next = (Math.floor(now / pace) + 1) * pace
    this.#timer = this.#kernel.clock.after(next - now, () => {
      this.#evaluate(next)
      this.arm()
    })
  }

  stop(): void {
    this.#timer?.cancel()
    this.actions.outbox.stop()
  }

  /** Gives an alarm a state. Tells everybody when it is another one than before. */
  setState(alarm: Alarm, state: AlarmState): void {
    const previous = alarm.state
    const changed = previous.value !== state.value
    const next = { ...alarm, state, transitionedAt: changed ? state.at : alarm.transitionedAt }
    this.#book.put(next)
    if (!changed) return
    const summary = `Alarm updated from ${previous.value} to ${state.value}`
    this.#book.remember(next, 'StateUpdate', summary, {
      version: '1.0',
      oldState: { stateValue: previous.value, stateReason: previous.reason },
      newState: { stateValue: state.value, stateReason: state.reason },
    })
    this.#kernel.emit(alarmEvent(next, previous))
    this.actions.run(next, previous)
  }

  #evaluate(until: number): void {
    for (const alarm of this.#book.all()) if (alarm.period < 60 || until % MINUTE === 0) this.#evaluateOne(alarm, until)
  }

  #evaluateOne(alarm: Alarm, until: number): void {
    const range = this.#range(alarm, until)
    const judgement = judgeAlarm(
      {
        threshold: alarm.threshold,
        comparison: alarm.comparison,
        evaluationPeriods: alarm.evaluationPeriods,
        datapointsToAlarm: alarm.datapointsToAlarm ?? alarm.evaluationPeriods,
        treatMissingData: alarm.treatMissingData ?? 'missing',
      },
      range.map(({ value }) => value),
    )
    if (judgement.state === undefined || judgement.state === alarm.state.value) return
    const now = this.#kernel.clock.now()
    const reasons = alarmReason(alarm, judgement.state, judgement, range, now)
    this.setState(alarm, { value: judgement.state, at: now, ...reasons })
  }

  /** The values of the periods that end at `until`, newest first. */
  #range(alarm: Alarm, until: number): Datapoint[] {
    const statistic = statisticOf(alarm.stat)
    const length = alarm.period * 1000
    return Array.from({ length: alarm.evaluationPeriods + LOOKED_BACK_FURTHER }, (_, index) => {
      const at = until - (index + 1) * length
      const bucket = merged(this.#metrics.between(alarm.metric, at, at + length, alarm.unit))
      return { at, value: bucket && statistic(bucket) }
    })
  }
}
