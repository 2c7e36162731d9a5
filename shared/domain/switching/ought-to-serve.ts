import { latestOccasion } from '#shared/manifest/clock/latest-occasion.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { homeOf } from '#shared/manifest/switch-contradictions.ts'
import type { ServingWay } from '../ledger-items.ts'

/** How a line is to serve now. */
export interface Ought {
  to: ServingWay
  /** Whether that is how its manifest deploys it. */
  home: boolean
  /** The occasion that says so; the epoch when none has come yet. */
  since: string
  /** In words: who says so. */
  because: string
}

type Switching = Pick<Manifest, 'model' | 'deploy' | 'switch'>

/**
 * What ought to be in force: the latest occasion wins, whatever event was heard or lost. A line that follows another one
 * goes by the other one's occasions; what is home to the other is home to it. Undefined in mode batch.
 */
export function oughtToServe(line: Switching, leader: Switching | undefined, now: string): Ought | undefined {
  const home = homeOf(line.deploy.mode)
  if (!home) return undefined
  const follows = line.switch?.follow !== undefined
  const teller = follows ? leader : line
  const latest = (teller?.switch?.times ?? [])
    .flatMap(({ name, cron, timezone, to }) => {
      const at = latestOccasion({ expression: cron, timezone }, Date.parse(now))
      return at === undefined ? [] : [{ name, to, at }]
    })
    // Of one minute, whichever stands last in the manifest.
    .reduce<{ name: string; to: ServingWay; at: number } | undefined>(
      (last, one) => (last && last.at > one.at ? last : one),
      undefined,
    )
  if (!teller || !latest) return { to: home, home: true, since: new Date(0).toISOString(), because: 'no time has come' }
  const to = latest.to === homeOf(teller.deploy.mode) ? home : latest.to
  const whose = follows ? ` of ${teller.model}, which it follows` : ''
  const since = new Date(latest.at).toISOString()
  return { to, home: to === home, since, because: `its switch ${latest.name}${whose} at ${since}` }
}
