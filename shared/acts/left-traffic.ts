import { readEndpoint, removeEndpoint, takeBack } from '#shared/aws/endpoints.ts'
import { recordDecision } from '#shared/aws/ledger.ts'
import { config } from '#shared/config.ts'
import type { LineItem } from '#shared/domain/ledger-items.ts'
import { type LeftTraffic, leftTraffic } from '#shared/domain/left-traffic.ts'
import { endpointName, jobName } from '#shared/domain/names.ts'
import { mostAttempts } from '#shared/domain/run-outcome.ts'

/** Looks at the endpoint of the line for what a run left there. */
export async function seeLeftTraffic({ model, champion }: LineItem, run: string): Promise<LeftTraffic> {
  const stage = config.stage()
  const own = Array.from({ length: mostAttempts }, (_, index) => jobName(stage, run, 'config', index + 1))
  return leftTraffic(await readEndpoint(endpointName(stage, model)), own, champion?.endpointConfigName)
}

/**
 * Takes what a run left in traffic out of it: the champion's config serves again, or, where there is no champion, nothing.
 * Answers false when SageMaker refuses, since the champion's config or model was deleted: then nobody can.
 */
export async function clearTraffic({ model, champion }: LineItem, run: string, now: string): Promise<boolean> {
  const name = endpointName(config.stage(), model)
  const back = champion?.endpointConfigName
  const done = await (back ? takeBack(name, back) : removeEndpoint(name))
  const way = back ? `it goes back to ${back}` : 'it is removed, since the line has no champion'
  await recordDecision(
    {
      ...{ model, at: now, subject: 'repair', run, rule: 'sweep' },
      decision: done ? 'traffic restored' : 'traffic not restored',
      reason: `run ${run} did not end as deployed, and ${name} serves its config; ${done ? way : 'SageMaker refuses to change that'}`,
      evidence: { ...(back && { config: back }) },
    },
    [run, done],
  )
  return done
}
