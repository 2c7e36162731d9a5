/** What is known of a version whose rollout finished and that is still watched. */
export interface WatchFacts {
  until: string
  /** Names of its alarms that are in ALARM. */
  raised: string[]
  /** Requests that it has answered since it is watched; undefined where its mode publishes no such metric. */
  requests?: number
  /** Whether it is known that it does not serve any more: somebody removed the endpoint, or gave it another config. */
  gone?: boolean
}

export interface WatchDecision {
  decision: 'go-back' | 'keep-watching' | 'over'
  reason: string
}

/** A version is kept once the watch is over and somebody has used it: silence proves nothing, so that it is held. */
export function watchDecision({ until, raised, requests, gone }: WatchFacts, now: string): WatchDecision {
  if (raised.length > 0) {
    const names = raised.length === 1 ? `alarm ${raised[0]} is` : `alarms ${raised.join(', ')} are`
    return { decision: 'go-back', reason: `${names} in ALARM` }
  }
  if (now < until) return { decision: 'keep-watching', reason: `it is watched until ${until}` }
  if (gone) return { decision: 'over', reason: 'it serves no longer, and nobody can tell how it would have gone on' }
  if (requests === 0) return { decision: 'keep-watching', reason: 'nobody has asked it anything yet' }
  const served = requests === undefined ? '' : ` over ${requests} requests`
  return { decision: 'over', reason: `no alarm was raised until ${until}${served}` }
}
