import { readLine, readManifest } from '#shared/aws/ledger.ts'
import { one } from '#shared/manifest/contradiction.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { refuseManifest } from '#shared/manifest/parse-manifest.ts'

/** Refuses a manifest whose line follows one by which nothing would ever come about; `text` is what it was read from. */
export async function checkFollowed({ switch: switching }: Manifest, text: string): Promise<void> {
  const leader = switching?.follow
  if (leader === undefined) return
  const line = await readLine(leader)
  const kept = line?.manifestVersion === undefined ? undefined : await readManifest(leader, line.manifestVersion)
  const path = ['switch', 'follow']
  if (!kept) refuseManifest(text, one(path, `${leader}, which is no model line`, 'a line that was applied before'))
  if (!kept.manifest.switch?.times.length) {
    refuseManifest(text, one(path, `${leader}, which has no switch.times`, 'a line with times of its own'))
  }
}
