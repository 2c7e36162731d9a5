import type { Served } from '#shared/domain/scaling/simulate-fleet.ts'
import { terminalPlot } from '../../simulate/scaling/plot.ts'
import type { Screen } from '../screen.ts'
import type { Expected } from './expected.ts'
import { dateOf } from './week.ts'

/** What the plot's labels take on its left. */
const MARGIN = 6

/** Capacity against demand, and the replay beside what was said beforehand. */
export function tellWeek(
  { say, heading, colors }: Screen,
  { served, expected, width, days }: { served: Served; expected: Expected; width: number; days: number },
): void {
  const { instance, compared, manifest } = expected
  const needed = compared.judged.perMinute.map((count) => count / instance.perMinute)
  heading('Capacity against demand: instances needed (█), in service (▔), minutes with requests over (×)')
  for (const line of terminalPlot({ ...served, needed }, width)) say(line)
  say(colors.dim(dayLabels(days, width)))
  heading('The replay, and what the simulator said beforehand')
  const rows = [
    { what: 'replayed on the endpoint', ...served },
    { what: 'simulated beforehand', ...manifest },
    ...compared.policies.slice(1).map((policy) => ({ what: `simulated: ${policy.name}`, ...policy })),
  ]
  for (const { what, instanceHours, requestsOver, capacity } of rows) {
    const hours = `${instanceHours.toFixed(1)} instance-hours`
    const over = `${(100 * requestsOver).toFixed(2)} % over`
    const peak = `peak ${Math.max(...capacity)}`
    say(`  ${what.padEnd(38)} ${colors.bold(hours.padStart(21))}  ${over.padStart(12)}  ${peak}`)
  }
}

/** The date of each day below where it begins in the plot, as far as there is room. */
export function dayLabels(days: number, width: number): string {
  const columns = Math.max(10, width - MARGIN)
  const each = columns / days
  const labels = Array.from({ length: days }, (_, day) => {
    const date = new Date(dateOf(day))
    const weekday = date.toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' })
    const label = each > 11 ? `${weekday} ${dateOf(day).slice(5)}` : weekday
    const from = Math.floor((day * columns) / days)
    return label.slice(0, Math.max(1, Math.floor(each) - 1)).padEnd(Math.floor(((day + 1) * columns) / days) - from)
  })
  return `${' '.repeat(MARGIN)}${labels.join('')}`.trimEnd()
}
