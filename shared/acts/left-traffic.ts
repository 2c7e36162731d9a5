import { readEndpoint } from '#shared/aws/endpoints.ts'
import { startRollback } from '#shared/aws/executions.ts'
import { config } from '#shared/config.ts'
import type { LineItem } from '#shared/domain/ledger-items.ts'
import { type LeftTraffic, leftTraffic } from '#shared/domain/left-traffic.ts'
import { configSteps, endpointName, jobName, rollbackIdFor } from '#shared/domain/names.ts'
import { mostAttempts } from '#shared/domain/run-outcome.ts'
import { servesAs } from '#shared/domain/switching/serves-as.ts'

/** Looks at the endpoint of the line for what a run left there. */
export async function seeLeftTraffic(line: LineItem, run: string): Promise<LeftTraffic> {
  const stage = config.stage()
  const { model, champion } = line
  const attempts = Array.from({ length: mostAttempts }, (_, index) => index + 1)
  const own = configSteps.flatMap((step) => attempts.map((attempt) => jobName(stage, run, step, attempt)))
  return leftTraffic(servesAs(line, await readEndpoint(endpointName(stage, model))), own, champion?.endpointConfigName)
}

/**
 * Begins to take what a run left in traffic out of it: the champion serves again, or, where there is none, nothing. Answers
 * whether that is under way; asked again after it has ended, it is not: then nobody can.
 */
export function restoreTraffic(model: string, run: string, startedAt: string): Promise<boolean> {
  const reason = `run ${run} ended before its rollout did`
  const rollout = rollbackIdFor(model, run, startedAt)
  return startRollback({ model, rollout, reason, evidence: { run }, by: 'abandoned', restore: true })
}
