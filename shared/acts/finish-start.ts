import { type Line, waitingTriggers } from '#shared/aws/ledger.ts'
import { startLeasedRun } from './start-leased-run.ts'

/** Taking the lease and confirming it are this far apart at most, unless a crash came between. */
const patienceMilliseconds = 10_000

/**
 * Starts the run of a lease that somebody took and did not live to start. Answers whether that was so. Who knows that
 * the run began need not wait for somebody to confirm it.
 */
export async function finishStart(line: Line, now: string, patience = patienceMilliseconds): Promise<boolean> {
  const { lease, model } = line
  if (!lease || lease.executionArn) return false
  if (Date.parse(now) - Date.parse(lease.takenAt) < patience) return false
  const waiting = await waitingTriggers(model)
  // What came later than the lease was not part of that decision, and starts the next run.
  const covered = waiting.filter(({ arrivedAt }) => arrivedAt <= lease.takenAt)
  const decision = {
    decision: 'start' as const,
    rule: 'nothing-in-the-way' as const,
    reason: `the lease was taken at ${lease.takenAt} and its run not started; it is started now`,
    triggers: covered.map(({ trigger }) => trigger.id),
    run: lease.run,
    evidence: { triggers: covered.length, takenAt: lease.takenAt },
  }
  await startLeasedRun(line, decision, covered, now)
  return true
}
