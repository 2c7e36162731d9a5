import { changeRun, freeLease, recordDecision } from '#shared/aws/ledger.ts'
import type { RunStatus } from '#shared/domain/ledger-items.ts'
import { admitWaiting } from './admit-waiting.ts'
import { clearScratch } from './clear-scratch.ts'

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
 * After the execution of a run ended: frees its lease, records the end if the run could not do so itself, and admits
 * what waited. Safe to repeat, and to do late, after the next run has begun.
 */
export async function closeRun(ending: Ending, now: string): Promise<void> {
  const { model, run, at } = ending
  const reason = reasonOf(ending)
  const unrecorded = await changeRun(model, run, { status: 'failed' satisfies RunStatus, reason, endedAt: at })
  if (unrecorded) {
    await clearScratch(model, run, 2)
    await recordDecision(
      {
        model,
        at: now,
        subject: 'run',
        decision: 'failed',
        rule: 'execution-ended',
        reason,
        evidence: { status: ending.status },
        run,
      },
      [run],
    )
  }
  await freeLease(model, run, at)
  await admitWaiting(model, now)
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
