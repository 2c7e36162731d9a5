import { freeRolloutLease, keepRollout, type Line, readLine, takeRolloutLease } from '#shared/aws/ledger.ts'
import type { Champion, RolloutItem } from '#shared/domain/ledger-items.ts'
import { LineAway, ModelNotFound, RolloutInProgress } from '#shared/errors.ts'

export interface Taking {
  rollout: string
  executionArn: string
  /** When it began, so that a repeated call writes the same. */
  at: string
}

/** Takes the endpoint for one rollout, or throws RolloutInProgress while somebody else has it. Safe to repeat. */
export async function takeEndpoint(model: string, { rollout, executionArn, at }: Taking, now: string): Promise<void> {
  if (await takeRolloutLease(model, { rollout, takenAt: at, executionArn }, now)) return
  const line = await readLine(model)
  if (!line) throw new ModelNotFound(model)
  const { rolloutLease, mendingUntil } = line
  const other = mendingUntil ? 'the mending of its scaling' : 'a rollout that just ended'
  throw new RolloutInProgress(model, rolloutLease ? `rollout ${rolloutLease.rollout}` : other)
}

/** Takes the endpoint of a line that serves as it is deployed, or throws LineAway: nothing could be rolled out to it. */
export async function takeEndpointAtHome(model: string, taking: Taking, now: string): Promise<Line> {
  await takeEndpoint(model, taking, now)
  const line = await readLine(model)
  if (!line) throw new ModelNotFound(model)
  if (!line.switched?.away) return line
  await freeRolloutLease(model, taking.rollout)
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
