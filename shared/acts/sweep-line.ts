import { readExecution } from '#shared/aws/executions.ts'
import { anyWaits, type Line, readLine, recordDecision } from '#shared/aws/ledger.ts'
import { admitWaiting } from './admit-waiting.ts'
import { closeRun } from './close-run.ts'
import { finishStart } from './finish-start.ts'
import { clearTraffic } from './left-traffic.ts'
import { wakeIsUnderWay } from './wake-time.ts'

const goesOn = new Set(['RUNNING', 'PENDING_REDRIVE'])

/** Repairs one model line: a lease whose run is gone or never began, and triggers that nobody will look at. */
export async function sweepLine(model: string, now: string): Promise<void> {
  const line = await readLine(model)
  if (line?.lease) return sweepLease(line, line.lease, now)
  if (line && !wakeIsUnderWay(line, now) && (await anyWaits(model))) {
    await admitWaiting(model, now)
    await repaired(model, 'triggers waited, and nobody was going to look at them', now, [line.wakeAt, now.slice(0, 16)])
  }
}

async function sweepLease(line: Line, { run, executionArn }: NonNullable<Line['lease']>, now: string): Promise<void> {
  const { model } = line
  if (!executionArn) {
    if (await finishStart(line, now)) await repaired(model, `run ${run} had its lease, and was not started`, now, [run])
    return
  }
  const execution = await readExecution(run)
  if (execution && goesOn.has(execution.status)) return
  const status = execution?.status ?? 'GONE'
  const { error, cause, endedAt = now } = execution ?? {}
  const ending = { model, run, status, at: endedAt, ...(error && { error }), ...(cause && { cause }) }
  const left = await closeRun(ending, now)
  if (left === 'moving') return
  if (left === 'stray') {
    if (await clearTraffic(line, run, now)) return
    await closeRun(ending, now, { anyway: true })
  }
  await repaired(model, `run ${run} held its lease after its execution was ${status}`, now, [run])
}

function repaired(model: string, reason: string, now: string, subject: unknown[]): Promise<void> {
  const decision = {
    model,
    at: now,
    subject: 'repair' as const,
    decision: 'repaired',
    rule: 'sweep',
    reason,
    evidence: {},
  }
  return recordDecision(decision, [reason, ...subject])
}
