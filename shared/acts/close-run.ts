import { startRollback } from '#shared/aws/executions.ts'
import {
  changeRollout,
  changeRun,
  freeLease,
  freeRolloutLease,
  readLine,
  readRun,
  recordDecision,
} from '#shared/aws/ledger.ts'
import type { RolloutLease, RunStatus } from '#shared/domain/ledger-items.ts'
import { rollbackIdFor } from '#shared/domain/names.ts'
import { unfinished } from '#shared/domain/rollout-phases.ts'
import { admitWaiting } from './admit-waiting.ts'
import { clearScratch } from './clear-scratch.ts'
import { finishStart } from './finish-start.ts'

/** How an execution ended, as Step Functions tells it. */
export interface Ending {
  model: string
  run: string
  status: string
  at: string
  error?: string
  cause?: string
}

/**
 * After the execution of a run ended: records the end if the run could not do so itself, frees its lease, admits what
 * waited, and clears what a broken run left. Safe to repeat, and to do late, after the next run has begun.
 */
export async function closeRun(ending: Ending, now: string): Promise<void> {
  const { model, run, status, at } = ending
  const [known, line] = await Promise.all([readRun(model, run), readLine(model)])
  // What the run took along must not wait for another one, nor what came later count for part of this one.
  if (line?.lease?.run === run) await finishStart(line, now, 0)
  const unrecorded = known !== undefined && !known.endedAt
  if (unrecorded) await recordEnd(ending, now)
  const rollout = line?.rolloutLease
  if (rollout?.rollout.startsWith(`${run}-`)) await abandon(model, rollout, reasonOf(ending), now)
  await freeLease(model, run, at)
  await admitWaiting(model, now)
  // After the lease: what cannot be cleared must not keep the next run waiting.
  if (unrecorded || status !== 'SUCCEEDED') await clearScratch(model, run, 2)
}

/**
 * A run that ended while it had the endpoint may leave anything behind; the champion is to serve. The way back is begun
 * before the endpoint is free, so that a crash in between loses neither.
 */
async function abandon(model: string, { rollout, takenAt }: RolloutLease, why: string, now: string): Promise<void> {
  const reason = `its run ended before it did: ${why}`
  const id = rollbackIdFor(model, rollout, takenAt)
  await startRollback({ model, rollout: id, reason, evidence: { rollout }, by: 'abandoned', restore: true })
  await changeRollout(model, rollout, unfinished, { phase: 'failed', reason, endedAt: now })
  await freeRolloutLease(model, rollout)
}

async function recordEnd(ending: Ending, now: string): Promise<void> {
  const { model, run, status, at } = ending
  const reason = reasonOf(ending)
  const evidence = { status }
  // The run last, so that a run that has ended is wholly recorded.
  await recordDecision(
    { model, at: now, subject: 'run', decision: 'failed', rule: 'execution-ended', reason, evidence, run },
    [run],
  )
  await changeRun(model, run, { status: 'failed' satisfies RunStatus, reason, endedAt: at })
}

function reasonOf({ status, error, cause }: Ending): string {
  const words: Record<string, string> = {
    TIMED_OUT: 'the run took longer than any run may',
    ABORTED: 'somebody stopped the run',
    SUCCEEDED: 'the run ended without recording why',
  }
  const told = [error, cause].filter(Boolean).join(': ')
  return [words[status] ?? 'the run broke', told].filter(Boolean).join('; ')
}
