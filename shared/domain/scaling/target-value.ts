import type { Manifest } from '#shared/manifest/manifest.ts'

type Target = NonNullable<NonNullable<Manifest['scale']>['target']>

/** The value to hold: as given, or the measured maximum of an instance with room left for the time that a start takes. */
export function targetValue({ value, measuredMaximum, utilization }: Target): number {
  if (value !== undefined) return value
  return Math.round(((measuredMaximum ?? 0) * utilization) / 100)
}
