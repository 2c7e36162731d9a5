import {
  changeRollout,
  changeRun,
  freeLease,
  freeRolloutLease,
  readLine,
  readRun,
  recordDecision,
} from '#shared/aws/ledger.ts'
import type { RunStatus } from '#shared/domain/ledger-items.ts'
import type { LeftTraffic } from '#shared/domain/left-traffic.ts'
import { unfinished } from '#shared/domain/rollout-phases.ts'
import { mostAttempts } from '#shared/domain/run-outcome.ts'
import { admitWaiting } from './admit-waiting.ts'
import { clearScratch } from './clear-scratch.ts'
import { finishStart } from './finish-start.ts'
import { restoreTraffic, seeLeftTraffic } from './left-traffic.ts'

/** How long the lease of a broken run is kept when its scratch cannot be cleared. */
const clearingMilliseconds = 30 * 60_000

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
 *
 * Answers what a broken run left in traffic. Unless that is settled, or nobody can settle it, the lease stays, so that the
 * sweeper comes again and no other run builds on it.
 */
export async function closeRun(ending: Ending, now: string): Promise<LeftTraffic> {
  const { model, run, status, at } = ending
  const [known, line] = await Promise.all([readRun(model, run), readLine(model)])
  // What the run took along must not wait for another one, nor what came later count for part of this one.
  if (line?.lease?.run === run) await finishStart(line, now, 0)
  const unrecorded = known !== undefined && !known.endedAt
  if (unrecorded) await recordEnd(ending, now)
  const rollout = line?.rolloutLease?.rollout
  if (rollout?.startsWith(`${run}-`)) await abandon(model, rollout, run, known?.startedAt ?? at, now)
  const broke = unrecorded || known?.status === 'failed' || (status !== 'SUCCEEDED' && known?.status !== 'deployed')
  const left = broke && line?.lease?.run === run ? await seeLeftTraffic(line, run) : 'settled'
  if (left === 'moving') return left
  if (left === 'stray') {
    if (await restoreTraffic(model, run, known?.startedAt ?? at)) return left
    await notRestored(model, run, now)
  }
  const uncleared = broke ? await clearScratch(model, run, mostAttempts).catch((error: unknown) => error) : undefined
  // Who holds the lease is looked at again; but what cannot be cleared at all must not keep the next run waiting for ever.
  if (uncleared && Date.parse(now) - Date.parse(known?.endedAt ?? at) < clearingMilliseconds) throw uncleared
  await freeLease(model, run, at)
  await admitWaiting(model, now)
  if (uncleared) throw uncleared
  return 'settled'
}

/**
 * A run that ended while it had the endpoint may leave anything behind; the champion is to serve. The way back is begun
 * before the endpoint is free, so that a crash in between loses neither.
 */
async function abandon(model: string, rollout: string, run: string, startedAt: string, now: string): Promise<void> {
  await restoreTraffic(model, run, startedAt)
  const reason = 'its run ended before it did'
  await changeRollout(model, rollout, unfinished, { phase: 'failed', reason, endedAt: now })
  await freeRolloutLease(model, rollout)
}

function notRestored(model: string, run: string, now: string): Promise<void> {
  const reason = `run ${run} left its version in traffic, and there is no way back from it`
  const record = { model, at: now, subject: 'repair' as const, decision: 'traffic not restored', rule: 'sweep', run }
  return recordDecision({ ...record, reason, evidence: {} }, [run])
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
