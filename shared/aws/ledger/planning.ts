import type { RunItem } from '#shared/domain/ledger-items.ts'
import { type Line, lineKey } from './lines.ts'
import { type KeptManifest, manifestKey } from './manifests.ts'
import { runKey } from './runs.ts'
import { readAll } from './table.ts'

/** What the ledger knows for the plan of a run, in one call. */
export async function readForPlan(
  model: string,
  run: string,
  manifestVersion: string,
): Promise<{ line?: Line; manifest?: KeptManifest; run?: RunItem }> {
  const keys = [lineKey(model), manifestKey(model, manifestVersion), runKey(model, run)]
  const [line, manifest, item] = await readAll(keys)
  return { line: line as Line, manifest: manifest as KeptManifest, run: item as RunItem }
}
