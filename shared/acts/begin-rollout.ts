import { freeRolloutLease, keepRollout, type Line, readLine, takeRolloutLease } from '#shared/aws/ledger.ts'
import type { Champion, RolloutItem } from '#shared/domain/ledger-items.ts'
import { LineAway, ModelNotFound, RolloutInProgress } from '#shared/errors.ts'

/** Takes the endpoint for one rollout, or throws RolloutInProgress while another one has it. Safe to repeat. */
export async function takeEndpoint(model: string, rollout: string, executionArn: string, at: string): Promise<void> {
  if (await takeRolloutLease(model, { rollout, takenAt: at, executionArn })) return
  const line = await readLine(model)
  if (!line) throw new ModelNotFound(model)
  throw new RolloutInProgress(model, line.rolloutLease?.rollout ?? 'one that just ended')
}

/** Takes the endpoint of a line that serves as it is deployed, or throws LineAway: nothing could be rolled out to it. */
export async function takeEndpointAtHome(
  model: string,
  rollout: string,
  executionArn: string,
  at: string,
): Promise<Line> {
  await takeEndpoint(model, rollout, executionArn, at)
  const line = await readLine(model)
  if (!line) throw new ModelNotFound(model)
  if (!line.switched?.away) return line
  await freeRolloutLease(model, rollout)
  throw new LineAway(model, line.switched.to, line.switched.since)
}

/** Writes a rollout down before its first change of the endpoint. */
export function noteRollout(
  begun: Pick<RolloutItem, 'model' | 'rollout' | 'type' | 'mode' | 'run' | 'challenger'>,
  champion: Champion | undefined,
  at: string,
): Promise<boolean> {
  return keepRollout({
    ...begun,
    // In mode batch it had no endpoint to go back to.
    ...(champion?.endpointConfigName !== undefined && {
      champion: {
        modelName: champion.modelName,
        configName: champion.endpointConfigName,
        version: champion.version,
      },
    }),
    phase: 'starting',
    weight: 0,
    step: 0,
    failedChecks: 0,
    stepSince: at,
    startedAt: at,
  })
}
