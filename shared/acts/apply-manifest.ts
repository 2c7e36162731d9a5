import { createHash } from 'node:crypto'
import { keepManifest, putDirectoryEntry, putInForce, readLine, recordDecision } from '#shared/aws/ledger.ts'
import { writeObject } from '#shared/aws/objects.ts'
import { keepSchedule, keepSwitchSchedules } from '#shared/aws/schedules.ts'
import { config } from '#shared/config.ts'
import { admissionPolicy } from '#shared/domain/admission-policy.ts'
import { recipeFileOf } from '#shared/domain/plan/comparison.ts'
import { RequestInvalid } from '#shared/errors.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { namedFiles } from '#shared/manifest/named-files.ts'
import { type ManifestWarning, parseManifest } from '#shared/manifest/parse-manifest.ts'
import { beginSwitch } from './begin-switch.ts'
import { checkFollowed } from './check-followed.ts'

/** model.yaml and the files beside it, by name. */
export type ManifestFiles = Record<string, string>

export interface Applied {
  model: string
  version: string
  /** False when exactly this was in force already. */
  changed: boolean
  warnings: ManifestWarning[]
}

/** Rounds of two people applying different manifests at once. */
const mostRounds = 5

/**
 * Keeps a manifest with its files as the next version and puts it in force. The same content again changes nothing, and
 * mends what a crash left half done.
 */
export async function applyManifest(model: string, given: ManifestFiles, by: string, now: string): Promise<Applied> {
  const { manifest, warnings, files } = readFiles(model, given)
  const contentHash = hashOf(files)
  for (let round = 0; round < mostRounds; round++) {
    const line = await readLine(model)
    const changed = line?.contentHash !== contentHash
    const count = changed ? (line?.manifestCount ?? 0) + 1 : line.manifestCount
    const version = `${String(count).padStart(4, '0')}-${contentHash.slice(0, 8)}`
    if (changed) {
      await checkFollowed(manifest, given['model.yaml']!)
      await keep({ model, version, contentHash, manifest, files, by, now })
      const policy = admissionPolicy(manifest)
      const mayBeAway = manifest.switch?.production === false
      if (!(await putInForce(model, { version, count, contentHash, policy, mayBeAway }))) continue
    }
    // A line that its clock has away is brought back, though nothing switches it any more.
    const switches = manifest.switch !== undefined || line?.switched?.away === true
    await Promise.all([
      putDirectoryEntry({ model, ...watched(manifest), ...(switches && { switches }) }),
      keepSchedule(model, 'retrain', manifest.retrain.schedule),
      keepSchedule(model, 'score', manifest.deploy.batch?.schedule),
      keepSwitchSchedules(model, manifest.switch?.times ?? []),
      recordDecision(
        {
          model,
          at: now,
          subject: 'manifest',
          decision: 'applied',
          rule: 'valid',
          reason: `version ${version} is in force`,
          evidence: { version, by },
        },
        [version],
      ),
    ])
    if (switches) await beginSwitch(model, now, { waits: true })
    return { model, version, changed, warnings }
  }
  throw new Error(`other manifests of ${model} came in between ${mostRounds} times`)
}

/** Reads and checks a manifest together with the files that it names; other files are left out. */
export function readFiles(model: string, files: ManifestFiles): ReadFiles {
  const text = files['model.yaml']
  if (text === undefined) throw new RequestInvalid('there is no model.yaml among the files')
  const { manifest, warnings } = parseManifest(text)
  if (manifest.model !== model) {
    throw new RequestInvalid(`model.yaml is of the model line ${manifest.model}, and ${model} was to be applied`)
  }
  const named = namedFiles(manifest)
  const missing = named.filter((name) => files[name] === undefined)
  if (missing.length > 0) throw new RequestInvalid(`model.yaml names ${missing.join(', ')}, not among the files`)
  const kept = Object.fromEntries(['model.yaml', ...named].map((name) => [name, files[name]!]))
  return { manifest, warnings, files: kept }
}

interface ReadFiles {
  manifest: Manifest
  warnings: ManifestWarning[]
  files: ManifestFiles
}

/** SHA-256 of a file's bytes, in hex. */
export function fileHash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hashOf(files: ManifestFiles): string {
  const sorted = Object.entries(files).sort(([left], [right]) => (left < right ? -1 : 1))
  return fileHash(JSON.stringify(sorted))
}

interface NewVersion {
  model: string
  version: string
  contentHash: string
  manifest: Manifest
  files: ManifestFiles
  by: string
  now: string
}

async function keep({ model, version, contentHash, manifest, files, by, now }: NewVersion): Promise<void> {
  const bucket = config.bucket()
  const prefix = `manifests/${model}/${version}/`
  await Promise.all(
    Object.entries(files).map(([name, text]) =>
      writeObject({ bucket, key: prefix + name }, text, 'text/plain; charset=utf-8'),
    ),
  )
  const recipe = recipeFileOf(manifest)
  await keepManifest({
    model,
    version,
    contentHash,
    location: `s3://${bucket}/${prefix}`,
    files: Object.keys(files).sort(),
    appliedAt: now,
    appliedBy: by,
    manifest,
    recipeFileHash: fileHash(recipe ? files[recipe]! : ''),
  })
}

function watched({ data, retrain, deploy, switch: switching }: Manifest) {
  const { on, code } = retrain
  return {
    ...(typeof data.source === 'string' && { source: data.source }),
    ...(deploy.batch?.on.includes('data') && { scores: deploy.batch.source }),
    ...(on.includes('code') && code),
    ...(switching?.follow !== undefined && { follows: switching.follow }),
  }
}
