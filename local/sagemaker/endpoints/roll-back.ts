import type { DeploymentConfig } from '@aws-sdk/client-sagemaker'
import type { Stored } from '../records.ts'
import { countsOf } from './deployment.ts'
import type { DeploymentProgress } from './deployment-progress.ts'
import type { Fleet } from './fleet.ts'
import type { Part, Router } from './router.ts'
import { each, total, wayBack } from './traffic-plan.ts'

interface RollBack {
  router: Router
  progress: DeploymentProgress
  config: Stored<DeploymentConfig> | undefined
  /** What served before, with its shares. */
  before: readonly Part[]
  next: Fleet
}

/**
 * Gives the traffic back to the fleet that had it, then ends the new one. The old one may have lost instances: they are
 * launched again, at once or in batches. Rejects when they cannot be; then both fleets serve on.
 */
export async function rollBack({ router, progress, config, before, next }: RollBack): Promise<void> {
  const current = before[0]!.fleet
  const old = countsOf(current.deployment)
  const reached = next.counts
  for (const counts of wayBack(config, current.counts, old)) {
    if (total(counts) > total(current.counts)) {
      progress.current(
        'Updating',
        each(counts, (count, name) => count - (current.counts[name] ?? 0)),
        launching,
      )
      await current.resize(counts)
    }
    current.activate()
    const share = total(old) === 0 ? 0 : 1 - total(counts) / total(old)
    if (share <= 0) break
    const kept = each(reached, (count) => Math.ceil(count * share))
    progress.take(kept, counts)
    router.share([...scaled(before, 1 - share), { fleet: next, share }])
    await next.resize(kept)
  }
  current.activate()
  router.share([...before])
  progress.take(
    each(reached, () => 0),
    old,
  )
  if (total(next.counts) > 0) progress.next('Deleting', next.counts, terminating)
  await next.drain()
}

/** What served before takes `share` of the traffic, as it was divided. */
export const scaled = (parts: readonly Part[], share: number): Part[] =>
  parts.map((part) => ({ ...part, share: part.share * share }))

export const launching = (count: number) => `Launching ${count} instance(s).`
export const terminating = (count: number) => `Terminating ${count} instance(s).`
