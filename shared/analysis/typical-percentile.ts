/** A percentile of one minute, and over how many values. */
export interface MinutePercentile {
  value: number
  samples: number
}

/**
 * A value near the percentile of a longer time, from those of its minutes: their median, each minute weighing what it
 * served. It is no more than the place where two samples are cut; a comparison holds wherever they are.
 */
export function typicalPercentile(minutes: MinutePercentile[]): number | undefined {
  const sorted = minutes.filter(({ samples }) => samples > 0).sort((left, right) => left.value - right.value)
  const half = sorted.reduce((sum, { samples }) => sum + samples, 0) / 2
  let seen = 0
  for (const { value, samples } of sorted) {
    seen += samples
    if (seen >= half) return value
  }
  return undefined
}
