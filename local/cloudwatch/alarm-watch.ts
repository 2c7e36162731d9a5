import type { Timer } from '../clock/clock.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { type Alarm, type AlarmState, isComposite, type MetricAlarm, queriesOf } from './alarm.ts'
import { AlarmActions } from './alarm-actions.ts'
import type { AlarmBook } from './alarm-book.ts'
import { alarmEvent } from './alarm-event.ts'
import { alarmReason, type Datapoint } from './alarm-reason.ts'
import type { AlarmSignal } from './alarm-signal.ts'
import { merged } from './bucket.ts'
import { CompositeWatch } from './composite-watch.ts'
import { judgeAlarm, LOOKED_BACK_FURTHER } from './judge-alarm.ts'
import { isSeries, type Series } from './math/value.ts'
import type { MetricStore } from './metric-store.ts'
import { evaluateAll, readMetric } from './queries.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY_SECONDS = 86_400
const TEN_SECONDS = 10_000

/** Evaluates every metric alarm at its pace: minutes, ten seconds for short periods, hours for windows over a day. */
export class AlarmWatch {
  readonly actions: AlarmActions
  readonly composites: CompositeWatch
  readonly #kernel: Kernel
  readonly #book: AlarmBook
  readonly #metrics: MetricStore
  #timer: Timer | undefined

  constructor(kernel: Kernel, book: AlarmBook, metrics: MetricStore) {
    this.#kernel = kernel
    this.#book = book
    this.#metrics = metrics
    this.composites = new CompositeWatch(kernel, book, (alarm, state) => this.setState(alarm, state))
    this.actions = new AlarmActions(kernel, ({ alarmName, actionArn, error }) => {
      const alarm = book.find(alarmName)
      if (!alarm) return
      const done = error ? `Failed to execute action ${actionArn}` : `Successfully executed action ${actionArn}`
      book.remember(alarm, 'Action', done, { actionState: error ? 'Failed' : 'Succeeded', error: error?.message })
    })
  }

  /** Arms the next evaluation, if there is anything to evaluate. */
  arm(): void {
    const paces = this.#metricAlarms().map(paceOf)
    this.#timer?.cancel()
    this.#timer = undefined
    if (paces.length === 0) return
    const pace = Math.min(...paces)
    const now = this.#kernel.clock.now()
    const next = (Math.floor(now / pace) + 1) * pace
    this.#timer = this.#kernel.clock.after(next - now, () => {
      for (const alarm of this.#metricAlarms()) if (next % paceOf(alarm) === 0) this.#evaluate(alarm, next)
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
      oldState: historyOf(previous),
      newState: historyOf(state),
    })
    this.#kernel.emit(alarmEvent(next, previous))
    this.actions.run(next, previous)
    this.composites.childChanged(next)
  }

  /** The alarms that call a scaling policy; those of target tracking name who made them, too. */
  calling(policyArn: string): MetricAlarm[] {
    const calls = (arn: string) => arn === policyArn || arn.startsWith(`${policyArn}:createdBy/`)
    return this.#metricAlarms().filter(({ alarmActions }) => alarmActions.some(calls))
  }

  /** What those of them that are in ALARM tell it. */
  signalsTo(policyArn: string): AlarmSignal[] {
    const now = this.#kernel.clock.now()
    return this.calling(policyArn)
      .filter(({ actionsEnabled, state }) => actionsEnabled && state.value === 'ALARM')
      .map((alarm) => {
        const pace = paceOf(alarm)
        const judged = this.#range(alarm, Math.floor(now / pace) * pace).slice(0, alarm.evaluationPeriods)
        const { name, state, threshold, comparison } = alarm
        return {
          alarm: name,
          state: state.value,
          threshold,
          below: comparison.startsWith('LessThan'),
          values: judged.flatMap(({ value }) => (value === undefined ? [] : [value])),
        }
      })
  }

  #metricAlarms(): MetricAlarm[] {
    return this.#book.all().filter((alarm): alarm is MetricAlarm => !isComposite(alarm))
  }

  #evaluate(alarm: MetricAlarm, until: number): void {
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
    if (judgement.state === undefined || judgement.state === alarm.state.value) {
      if (until % MINUTE === 0) this.actions.repeat(alarm)
      return
    }
    const now = this.#kernel.clock.now()
    const reasons = alarmReason(alarm, judgement.state, judgement, range, now)
    this.setState(alarm, { value: judgement.state, at: now, ...reasons })
  }

  /** The values of the periods that end at `until`, newest first. */
  #range(alarm: MetricAlarm, until: number): Datapoint[] {
    const length = alarm.period * 1000
    const count = alarm.evaluationPeriods + LOOKED_BACK_FURTHER
    const grid = Array.from({ length: count }, (_, index) => until - (count - index) * length)
    const series = this.#judged(alarm, grid)
    const samples = (at: number) =>
      alarm.metric && merged(this.#metrics.between(alarm.metric, at, at + length, alarm.unit))?.count
    return grid.map((at) => ({ at, value: series.get(at), sampleCount: samples(at) })).reverse()
  }

  #judged(alarm: MetricAlarm, grid: readonly number[]): Series {
    const queries = queriesOf(alarm)
    const values = evaluateAll(queries, grid, (stat) => readMetric(this.#metrics, stat, grid))
    const value = values.get(queries.find(({ returnData }) => returnData)!.id)
    return value !== undefined && isSeries(value) ? value : new Map()
  }
}

function paceOf({ period, evaluationPeriods }: MetricAlarm): number {
  if (period < 60) return TEN_SECONDS
  return period * evaluationPeriods > DAY_SECONDS ? HOUR : MINUTE
}

const historyOf = ({ value, reason, reasonData }: AlarmState) => ({
  stateValue: value,
  stateReason: reason,
  ...(reasonData && { stateReasonData: dataOf(reasonData) }),
})

/** SetAlarmState takes any text. */
function dataOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
