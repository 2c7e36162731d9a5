import { CliError } from '../../cli-error.ts'
import type { ReadTrace } from './read-trace.ts'

interface Point {
  line: number
  at: number
  count: number
}

/** More missing than this, and there is no interval to speak of. */
const mostMissing = 0.5
const hour = 3_600_000

/** Points as a trace at the interval that most of them keep. What is missing in between gets its neighbours' mean. */
export function regular(given: Point[], name: string): ReadTrace {
  const points = inOrder(given)
  if (points.length < 3) throw new CliError(`${name} has ${points.length} counts`, { next: 'three or more are needed' })
  const steps = points.slice(1).map(({ at }, index) => at - points[index]!.at)
  const interval = mostFrequent(steps)
  const counts: number[] = [points[0]!.count]
  for (const [index, step] of steps.entries()) {
    const { line, count } = points[index + 1]!
    const before = points[index]!
    if (step <= 0)
      throw new CliError(`${name}:${line}  the same time as line ${before.line}`, { next: 'keep one of them' })
    if (step % interval !== 0) {
      const what = `${span(step)} after the line before, and the interval is ${span(interval)}`
      throw new CliError(`${name}:${line}  ${what}`, { next: 'give every count the same span of time' })
    }
    const missing = step / interval - 1
    if (counts.length + missing > points.length / mostMissing) {
      const what = `${missing} intervals of ${span(interval)} are missing before it`
      throw new CliError(`${name}:${line}  ${what}`, { next: 'trace a time without such gaps' })
    }
    for (let n = 0; n < missing; n++) counts.push((before.count + count) / 2)
    counts.push(count)
  }
  return { start: points[0]!.at, interval, counts, filled: counts.length - points.length }
}

/** Newest first is turned round. Of an hour that comes twice on the clocks, the second is an hour later. */
function inOrder(points: Point[]): Point[] {
  const turned = (points.at(-1)?.at ?? 0) < (points[0]?.at ?? 0) ? points.toReversed() : points
  let last = Number.NEGATIVE_INFINITY
  const inTime = turned.map((point) => {
    const at = point.at <= last && point.at + hour > last && point.at < last ? point.at + hour : point.at
    last = at
    return { ...point, at }
  })
  return inTime.sort((left, right) => left.at - right.at)
}

function mostFrequent(values: number[]): number {
  const counts = new Map<number, number>()
  for (const value of values) if (value > 0) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].reduce((best, other) => (other[1] > best[1] ? other : best), [1, 0])[0]
}

function span(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds % 60 !== 0) return `${seconds} s`
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${seconds / 60} min`
}
