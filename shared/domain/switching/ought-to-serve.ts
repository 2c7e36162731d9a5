import { latestOccasion } from '#shared/manifest/clock/latest-occasion.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { homeOf } from '#shared/manifest/switch-contradictions.ts'
import type { AskedSwitch, ServingWay } from '../ledger-items.ts'

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

interface Occasion {
  to: ServingWay
  at: number
  because: string
}

/**
 * What ought to be in force: the latest occasion wins, whatever event was heard or lost; what somebody asked for is one like
 * those of the manifest. A line that follows another one goes by the other one's occasions; what is home to the other is
 * home to it. Undefined in mode batch.
 */
export function oughtToServe(
  line: Switching,
  leader: Switching | undefined,
  now: string,
  asked?: AskedSwitch,
): Ought | undefined {
  const home = homeOf(line.deploy.mode)
  if (!home) return undefined
  const teller = line.switch?.follow === undefined ? line : leader
  const occasions = [...timesOf(line, teller, home, now), ...askedOf(line, asked, home)]
  // Of one minute, whichever stands last in the manifest.
  const latest = occasions.reduce<Occasion | undefined>(
    (last, one) => (last && last.at > one.at ? last : one),
    undefined,
  )
  if (!latest) return { to: home, home: true, since: new Date(0).toISOString(), because: 'no time has come' }
  const { to, at, because } = latest
  return { to, home: to === home, since: new Date(at).toISOString(), because }
}

/** The last time of each that a manifest names. */
function timesOf(line: Switching, teller: Switching | undefined, home: ServingWay, now: string): Occasion[] {
  const whose = teller && teller !== line ? ` of ${teller.model}, which it follows` : ''
  return (teller?.switch?.times ?? []).flatMap(({ name, cron, timezone, to }) => {
    const at = latestOccasion({ expression: cron, timezone }, Date.parse(now))
    if (at === undefined) return []
    const because = `its switch ${name}${whose} at ${new Date(at).toISOString()}`
    return [{ to: to === homeOf(teller!.deploy.mode) ? home : to, at, because }]
  })
}

/** Counts only as long as the manifest in force lets the line be away. */
function askedOf({ switch: switching }: Switching, asked: AskedSwitch | undefined, home: ServingWay): Occasion[] {
  if (!asked || switching?.production !== false) return []
  const { to, at, by, reason } = asked
  return [{ to: to === 'home' ? home : to, at: Date.parse(at), because: `${by} at ${at}: ${reason}` }]
}
