import { startScoring } from '#shared/aws/executions.ts'
import { scoreIdFor } from '#shared/domain/names.ts'

export interface ScoringCause {
  model: string
  /** An object's key, or a prefix; all that lies under the manifest's batch.source when there is none. */
  source?: string
  by: 'data' | 'schedule' | 'api'
  /** What makes it this scoring and no other. */
  identity: string[]
  at: string
}

/** Starts the scoring of files, unless the same cause started it before; answers its id. */
export async function beginScoring({ model, source, by, identity, at }: ScoringCause): Promise<string> {
  const score = scoreIdFor(model, JSON.stringify([by, ...identity]), at)
  await startScoring({ model, score, by, at, ...(source !== undefined && { source }) })
  return score
}
