/** Requests counted over time: at a fixed interval, none left out. */
export interface Trace {
  /** Epoch ms at which the first interval begins. */
  start: number
  /** Milliseconds that each count covers. */
  interval: number
  counts: ArrayLike<number>
}

/** Requests a minute, minute by minute. */
export interface Demand {
  /** Epoch ms of the first minute. */
  start: number
  perMinute: Float64Array
}

const minute = 60_000

/** Spreads each count evenly over its interval. */
export function demandOf({ start, interval, counts }: Trace): Demand {
  const begin = Math.floor(start / minute) * minute
  const length = Math.max(1, Math.ceil((counts.length * interval) / minute))
  const perMinute = new Float64Array(length)
  for (let index = 0; index < counts.length; index++) {
    const [from, to] = [(index * interval) / minute, ((index + 1) * interval) / minute]
    for (let at = Math.floor(from); at < to && at < length; at++) {
      perMinute[at]! += (counts[index]! * (Math.min(at + 1, to) - Math.max(at, from)) * minute) / interval
    }
  }
  return { start: begin, perMinute }
}

/** The demand before and from a fraction of the time. */
export function splitDemand({ start, perMinute }: Demand, fraction: number): [Demand, Demand] {
  const at = Math.floor(perMinute.length * fraction)
  return [
    { start, perMinute: perMinute.subarray(0, at) },
    { start: start + at * minute, perMinute: perMinute.subarray(at) },
  ]
}

/** The most requests in any minute. */
export function peakOf({ perMinute }: Demand): number {
  return perMinute.reduce((most, count) => Math.max(most, count), 0)
}
