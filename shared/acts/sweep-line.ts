import { readEndpoint } from '#shared/aws/endpoints.ts'
import { readExecution, readExecutionAt } from '#shared/aws/executions.ts'
import { anyWaits, changeRollout, freeRolloutLease, type Line, readLine, recordDecision } from '#shared/aws/ledger.ts'
import { config } from '#shared/config.ts'
import { endpointName } from '#shared/domain/names.ts'
import { unfinished } from '#shared/domain/rollout-phases.ts'
import { servesAs } from '#shared/domain/switching/serves-as.ts'
import { admitWaiting } from './admit-waiting.ts'
import { closeRun } from './close-run.ts'
import { finishStart } from './finish-start.ts'
import { sweepAlarms } from './sweep-alarms.ts'
import { wakeIsUnderWay } from './wake-time.ts'
import { watchLine } from './watch-line.ts'

const goesOn = new Set(['RUNNING', 'PENDING_REDRIVE'])

/** Repairs one model line: a lease whose run is gone or never began, and triggers that nobody will look at. */
export async function sweepLine(model: string, now: string): Promise<void> {
  const line = await readLine(model)
  if (line?.rolloutLease) await sweepRolloutLease(line, line.rolloutLease, now)
  else if (line?.watching)
    await watchLine(
      line,
      now,
      servesAs(line, await readEndpoint(endpointName(config.stage(), model)))?.configName ?? null,
    )
  if (line && !line.lease && !line.rolloutLease) {
    const alarms = await sweepAlarms(model)
    if (alarms.length > 0) await repaired(model, `nobody watched by ${alarms.join(' and ')} any more`, now, alarms)
  }
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
  if ((await closeRun(ending, now)) !== 'settled') return
  await repaired(model, `run ${run} held its lease after its execution was ${status}`, now, [run])
}

/**
 * An endpoint that nobody changes any more is free again. A run keeps it until it is recorded, after its own machine has
 * ended; whoever else took it ends with its execution.
 */
async function sweepRolloutLease(line: Line, lease: NonNullable<Line['rolloutLease']>, now: string): Promise<void> {
  const { model } = line
  const { rollout, executionArn } = lease
  const ofRun = line.lease && rollout.startsWith(`${line.lease.run}-`)
  if (ofRun || goesOn.has((await readExecutionAt(executionArn))?.status ?? 'GONE')) return
  const reason = `rollout ${rollout} had the endpoint after its execution was gone`
  await changeRollout(model, rollout, unfinished, { phase: 'failed', reason, endedAt: now })
  if (await freeRolloutLease(model, rollout)) await repaired(model, reason, now, [rollout])
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
