import { type CaughtFailure, explainFailure } from './explain-failure.ts'
import type { RunStatus } from './ledger-items.ts'

/** What the states of a run left behind. */
export interface RunTraces {
  attempt: number
  failure?: CaughtFailure
  judged?: { verdict: 'pass' | 'fail'; reason: string }
  approval?: { approve: boolean; by: string; reason: string }
  /** Without a config in mode batch, which has no endpoint. */
  deployed?: { configName: string | null }
}

export interface RunOutcome {
  status: Exclude<RunStatus, 'running' | 'awaiting-approval'>
  reason: string
  step?: string
  /** The run begins anew under the next attempt's names. */
  again: boolean
}

/** Attempts of one run at most, when the service itself failed. */
export const mostAttempts = 2

/** How a run ended, and whether it deserves another attempt. */
export function runOutcome({ attempt, failure, judged, approval, deployed }: RunTraces): RunOutcome {
  if (failure) {
    const { reason, refused, transient } = explainFailure(failure)
    const again = transient && attempt < mostAttempts
    return { status: refused ? 'refused' : 'failed', reason, step: failure.step, again }
  }
  if (judged?.verdict === 'fail') return { status: 'refused', reason: judged.reason, again: false }
  if (approval?.approve === false) {
    return { status: 'rejected', reason: `rejected by ${approval.by}: ${approval.reason}`, again: false }
  }
  if (deployed) return { status: 'deployed', reason: judged?.reason ?? 'deployed', again: false }
  return { status: 'failed', reason: 'the run ended without an outcome', again: false }
}
