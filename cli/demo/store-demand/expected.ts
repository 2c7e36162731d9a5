import { type Comparison, comparePolicies } from '#shared/domain/scaling/compare-policies.ts'
import type { Instance } from '#shared/domain/scaling/fleet-policy.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { measuredInstance } from '../../simulate/scaling/measured-instance.ts'
import { midnight, ZONE } from './week.ts'

export interface Expected {
  instance: Instance
  compared: Comparison
  /** What the manifest's own policy does. */
  manifest: Comparison['policies'][number]
}

/** What `trimtab simulate scaling` says of the manifest over that traffic, before any of it was sent. */
export function expectedOf({ scale, deploy }: Manifest, perMinute: ArrayLike<number>, startMinutes: number): Expected {
  const demand = { start: midnight(0), perMinute: Float64Array.from(perMinute) }
  const { instance } = measuredInstance({ concurrency: 1, startMinutes }, { scale, deploy }, demand)
  const compared = comparePolicies({ demand, instance, scale, count: deploy.count, timezone: ZONE, suggest: false })
  return { instance, compared, manifest: compared.policies[0]! }
}
