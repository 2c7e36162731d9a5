import type { ManifestVersionItem } from '#shared/domain/ledger-items.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { putIfAbsent, read } from './table.ts'

/** A kept version with what a plan needs of it, so that planning reads no file. */
export interface KeptManifest extends ManifestVersionItem {
  manifest: Manifest
  /** SHA-256 of the recipe's bytes, in hex. */
  recipeFileHash: string
}

export const manifestKey = (model: string, version: string) => ({ pk: `LINE#${model}`, sk: `MANIFEST#${version}` })

export function keepManifest(item: KeptManifest): Promise<boolean> {
  return putIfAbsent(manifestKey(item.model, item.version), item)
}

export function readManifest(model: string, version: string): Promise<KeptManifest | undefined> {
  return read<KeptManifest>(manifestKey(model, version))
}
