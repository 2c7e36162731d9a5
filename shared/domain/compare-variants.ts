export type CheckName = 'errors' | 'p50' | 'p99' | 'predictions' | 'quality'

/** What one check measured: by how much the challenger is worse, within limits that are as sure as the look allows. */
export interface Measured {
  check: CheckName
  /** How much worse it may be. */
  limit: number
  estimate: number
  lower: number
  upper: number
  /** Rows or requests that it rests on. */
  samples: { champion: number; challenger: number }
  /** What was seen of each, for a reader. */
  seen: string
}

/** A check that could not be made: for good, or for the time being. */
export interface Unmeasured {
  check: CheckName
  why: string
  /** Whether it has to wait until it can be made. */
  holds: boolean
}

interface Compared extends Partial<Measured> {
  check: CheckName
  outcome: 'pass' | 'fail' | 'inconclusive' | 'skipped'
  reason: string
}

export interface Comparison {
  verdict: 'advance' | 'hold' | 'fail'
  reason: string
  /** Requests that the challenger served at the present weight. */
  requests: number
  checks: Compared[]
}

export interface Seen {
  requests: number
  checks: (Measured | Unmeasured)[]
}

/**
 * Holds the challenger against the champion. A check fails when it is surely worse than the limit, passes when it is
 * surely not, and is inconclusive between; without enough requests nothing advances, whatever they say. Between two
 * looks (`mayFail` false) what would fail is inconclusive.
 */
export function compareVariants(
  { requests, checks }: Seen,
  { minimumRequests, mayFail }: { minimumRequests: number; mayFail: boolean },
): Comparison {
  const compared = checks.map((check) => ('why' in check ? unmeasured(check) : measured(check, mayFail)))
  const failed = compared.filter(({ outcome }) => outcome === 'fail')
  if (failed.length > 0) return { verdict: 'fail', reason: reasonsOf(failed), requests, checks: compared }
  if (requests < minimumRequests) {
    const reason = `the challenger served ${requests} requests; ${minimumRequests} are wanted`
    return { verdict: 'hold', reason, requests, checks: compared }
  }
  const open = compared.filter(({ outcome }) => outcome === 'inconclusive')
  if (open.length > 0) return { verdict: 'hold', reason: reasonsOf(open), requests, checks: compared }
  const passed = compared.filter(({ outcome }) => outcome === 'pass')
  if (passed.length === 0) return { verdict: 'hold', reason: 'nothing could be compared', requests, checks: compared }
  const reason = `no worse than the champion on ${requests} requests: ${passed.map(({ check }) => check).join(', ')}`
  return { verdict: 'advance', reason, requests, checks: compared }
}

function unmeasured({ check, why, holds }: Unmeasured): Compared {
  return { check, outcome: holds ? 'inconclusive' : 'skipped', reason: `${check}: ${why}` }
}

function measured(check: Measured, mayFail: boolean): Compared {
  const { lower, upper, limit } = check
  const surelyWorse = lower > limit
  const outcome = surelyWorse && mayFail ? 'fail' : upper <= limit ? 'pass' : 'inconclusive'
  const within = `worse by ${shown(check.estimate)} (${shown(lower)} to ${shown(upper)}), at most ${shown(limit)} is allowed`
  return { ...check, outcome, reason: `${check.check}: ${check.seen}; ${within}` }
}

const reasonsOf = (checks: Compared[]) => checks.map(({ reason }) => reason).join('; ')

function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'anything'
}
