/** What is known of a version whose rollout finished and that is still watched. */
export interface WatchFacts {
  until: string
  /** Names of its alarms that are in ALARM. */
  raised: string[]
  /** Names of those that were put for it and are not there any more. */
  missing: string[]
  /** Requests that it has answered since it is watched; undefined where its mode publishes no such metric. */
  requests?: number
  /** Whether it is known that it does not serve any more: somebody removed the endpoint, or gave it another config. */
  gone?: boolean
}

export interface WatchDecision {
  decision: 'go-back' | 'put-back' | 'keep-watching' | 'over'
  reason: string
}

/**
 * A version is kept once the watch is over and somebody has used it: silence proves nothing, so that it is held. Nor does
 * that of an alarm which somebody removed: put back, it looks at what was served meanwhile too.
 */
export function watchDecision({ until, raised, missing, requests, gone }: WatchFacts, now: string): WatchDecision {
  if (raised.length > 0) {
    const names = raised.length === 1 ? `alarm ${raised[0]} is` : `alarms ${raised.join(', ')} are`
    return { decision: 'go-back', reason: `${names} in ALARM` }
  }
  if (missing.length > 0 && !gone) return { decision: 'put-back', reason: `somebody removed ${missing.join(' and ')}` }
  if (now < until) return { decision: 'keep-watching', reason: `it is watched until ${until}` }
  if (gone) return { decision: 'over', reason: 'it serves no longer, and nobody can tell how it would have gone on' }
  if (requests === 0) return { decision: 'keep-watching', reason: 'nobody has asked it anything yet' }
  const served = requests === undefined ? '' : ` over ${requests} requests`
  return { decision: 'over', reason: `no alarm was raised until ${until}${served}` }
}
