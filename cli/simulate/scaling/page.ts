import type { Compared } from '#shared/domain/scaling/compare-policies.ts'
import type { Demand } from '#shared/domain/scaling/trace.ts'
import { type Column, columnsOf } from './plot.ts'

export interface PageFacts {
  title: string
  judged: Demand
  /** Requests that an instance serves in a minute. */
  perMinute: number
  oracleHours: number
  policies: readonly (Compared & { cost: number })[]
}

const [width, height, left] = [1100, 170, 44]

/** One HTML page, of itself complete: a table of the policies, and for each its demand, capacity and misses over time. */
export function scalingPage({ title, judged, perMinute, oracleHours, policies }: PageFacts): string {
  const needed = judged.perMinute.map((count) => count / perMinute)
  const rows = policies.map(
    ({ name, requestsOver, hoursVsOracle, instanceHours, cost }) =>
      `<tr><td>${escaped(name)}<td>${(100 * requestsOver).toFixed(4)} %<td>${instanceHours.toFixed(0)}<td>${hoursVsOracle.toFixed(2)}<td>${cost.toFixed(2)}`,
  )
  const charts = policies.map(({ name, capacity, over }) => {
    const columns = columnsOf({ needed, capacity, over }, width)
    return `<h2>${escaped(name)}</h2>\n${chart(columns, judged)}`
  })
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>
<style>
body { font: 14px system-ui, sans-serif; margin: 2rem; color: #222; background: #fff }
table { border-collapse: collapse } td, th { padding: .2rem .8rem; text-align: right } td:first-child, th:first-child { text-align: left }
h2 { font-size: 1rem; margin: 1.5rem 0 .3rem } text { font-size: 11px; fill: #555 }
.demand { fill: #9dbfe0 } .capacity { fill: none; stroke: #1d5c2e; stroke-width: 1.2 } .missed { stroke: #c0161d }
</style>
<h1>${escaped(title)}</h1>
<p>Instances that the demand needs (blue), instances in service (green), and times at which requests were beyond capacity (red).
An oracle that knows the future and pays the same start-up delay takes ${oracleHours.toFixed(0)} instance-hours.</p>
<table><tr><th>policy<th>requests over<th>instance-hours<th>of the oracle's<th>cost
${rows.join('\n')}
</table>
${charts.join('\n')}
</html>
`
}

function chart(columns: Column[], { start, perMinute }: Demand): string {
  const most = Math.max(1, ...columns.map(({ needed, capacity }) => Math.max(needed, capacity)))
  const x = (column: number) => left + (column * width) / columns.length
  const y = (instances: number) => (height - (instances / most) * (height - 10)).toFixed(1)
  const steps = (value: (column: Column) => number) =>
    columns
      .map((column, at) => `${x(at).toFixed(1)},${y(value(column))} ${x(at + 1).toFixed(1)},${y(value(column))}`)
      .join(' ')
  const missed = columns.flatMap(({ missed: any }, at) => (any ? [`M${x(at + 0.5).toFixed(1)} ${height + 3}v6`] : []))
  const days = [0, 0.25, 0.5, 0.75].map((part) => {
    const at = new Date(start + part * perMinute.length * 60_000).toISOString().slice(0, 16).replace('T', ' ')
    return `<text x="${left + part * width}" y="${height + 24}">${at}</text>`
  })
  return `<svg viewBox="0 0 ${left + width} ${height + 30}" width="100%" role="img">
<polygon class="demand" points="${left},${height} ${steps(({ needed }) => needed)} ${left + width},${height}"/>
<polyline class="capacity" points="${steps(({ capacity }) => capacity)}"/>
<path class="missed" d="${missed.join('')}"/>
<text x="0" y="14">${most.toFixed(0)}</text><text x="0" y="${height}">0</text>${days.join('')}
</svg>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
