import type { Kernel } from '../kernel/kernel.ts'

/**
 * Counts in `AWS/Lambda` as Lambda does: for the whole account and region, for the function, and for the function or
 * alias that was asked for (`Resource`).
 */
export function count(
  kernel: Kernel,
  fn: { name: string; qualifier?: string },
  name: string,
  value: number,
  unit: 'Count' | 'Milliseconds' = 'Count',
): void {
  const Resource = fn.qualifier ? `${fn.name}:${fn.qualifier}` : fn.name
  const all: Record<string, string>[] = [{}, { FunctionName: fn.name }, { FunctionName: fn.name, Resource }]
  for (const dimensions of all) kernel.metric({ namespace: 'AWS/Lambda', name, dimensions, value, unit })
}

/** Counts what Lambda publishes for the account alone. */
export const countForAccount = (kernel: Kernel, name: string, value: number) =>
  kernel.metric({ namespace: 'AWS/Lambda', name, dimensions: {}, value, unit: 'Count' })
