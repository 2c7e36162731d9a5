import { createHash } from 'node:crypto'
import type { Manifest } from '#shared/manifest/manifest.ts'
import type { Champion } from '../ledger-items.ts'

/** The file that prepares the data; undefined when the manifest names none that we can run. */
export function recipeFileOf({ prepare }: Manifest): string | undefined {
  return prepare.sql ?? prepare.script
}

/** Digest of all that decides which feature columns come out of the recipe, and in which order. */
export function recipeHashOf({ prepare, evaluate }: Manifest, fileHash: string): string {
  const slices = evaluate.slices.map(({ column }) => column).sort()
  const deciding = [prepare.sql ?? null, prepare.script ?? null, prepare.label, slices, fileHash]
  return createHash('sha256').update(JSON.stringify(deciding)).digest('hex').slice(0, 32)
}

/**
 * Why the champion is not scored on this run's hold-out; undefined when it is. A champion that learned from other
 * columns cannot read this hold-out, and its old metrics on its own hold-out say nothing about this one.
 */
export function whyNotCompared(
  { evaluate }: Manifest,
  champion: Champion | undefined,
  recipeHash: string,
): string | undefined {
  const asked = evaluate.metrics.some(({ worseThanChampionBy }) => worseThanChampionBy !== undefined)
  if (!asked) return 'no metric has worseThanChampionBy'
  if (!champion) return 'there is no champion yet'
  if (champion.recipeHash !== recipeHash) {
    return `version ${champion.version}, the champion, was trained with another recipe, so it cannot score this hold-out`
  }
  return undefined
}
