import { type Line, readLine, readManifest } from '#shared/aws/ledger.ts'
import { type Ought, oughtToServe } from '#shared/domain/switching/ought-to-serve.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'

/** How a line ought to serve by the manifests in force, its own and that of the line which it follows, and by who asked. */
export async function readOught(line: Line, now: string): Promise<{ manifest: Manifest; ought: Ought } | undefined> {
  const manifest = await inForce(line)
  if (!manifest) return undefined
  const leader = manifest.switch?.follow === undefined ? undefined : await readLine(manifest.switch.follow)
  const ought = oughtToServe(manifest, leader && (await inForce(leader)), now, line.askedSwitch)
  return ought && { manifest, ought }
}

async function inForce({ model, manifestVersion }: Line): Promise<Manifest | undefined> {
  return manifestVersion === undefined ? undefined : (await readManifest(model, manifestVersion))?.manifest
}
