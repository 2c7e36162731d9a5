/** The value below which `share` of the values lie, by the nearest rank. */
export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
}

export const median = (values: number[]) => quantile(values, 0.5)
