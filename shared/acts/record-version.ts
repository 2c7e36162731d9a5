import { crown, putVersion, readLine, retireVersion } from '#shared/aws/ledger.ts'
import type { Metrics, RunStatus, VersionItem, VersionStatus } from '#shared/domain/ledger-items.ts'
import type { RunPlan } from '#shared/domain/plan-run.ts'

/** What a run that registered a version leaves to be written down about it. */
export interface Registered {
  model: string
  run: string
  plan?: RunPlan | null
  judged?: { verdict: 'pass' | 'fail'; reason: string; metrics: Record<string, number> } | null
  modelPackageArn?: string | null
  approval?: { approve: boolean; by: string } | null
}

/** Writes the version that a run registered; the one that now serves becomes the champion. Answers its number. */
export async function recordVersion(
  registered: Registered,
  status: RunStatus,
  at: string,
): Promise<number | undefined> {
  const item = versionItem(registered, status, at)
  if (!item) return undefined
  await putVersion(item)
  if (status !== 'deployed') return item.version
  const { model, run } = registered
  const { version, modelName, modelPackageArn, recipeHash, metrics } = item
  const champion = (await readLine(model))?.champion
  // A try before this one may have crowned the version, and died before it retired the other.
  const before = champion?.version === version ? champion.after : champion?.version
  const endpointConfigName = registered.plan!.requests.endpointConfig?.EndpointConfigName
  const crowned = await crown(model, run, {
    version,
    run,
    modelName,
    modelPackageArn,
    endpointConfigName,
    recipeHash,
    metrics,
    deployedAt: at,
    ...(before !== undefined && { after: before }),
  })
  if (crowned && before !== undefined) await retireVersion(model, before, at)
  return version
}

function versionItem(registered: Registered, status: RunStatus, at: string): VersionItem | undefined {
  const { model, run, plan, judged, modelPackageArn, approval } = registered
  const version = Number(modelPackageArn?.split('/').at(-1))
  if (!plan || !judged || !modelPackageArn || !Number.isInteger(version)) return undefined
  return {
    model,
    version,
    run,
    status: versionStatus(status),
    manifestVersion: plan.manifestVersion,
    modelPackageArn,
    modelName: plan.requests.model.ModelName!,
    modelDataUrl: plan.locations.modelArtifact,
    image: plan.image,
    recipeHash: plan.recipeHash,
    metrics: judged.metrics as Metrics,
    verdict: { verdict: judged.verdict, reason: judged.reason, checks: [] },
    createdAt: at,
    ...(approval?.approve && { approvedBy: approval.by }),
    ...(status === 'deployed' && {
      deployedAt: at,
      endpointConfigName: plan.requests.endpointConfig?.EndpointConfigName,
    }),
  }
}

function versionStatus(status: RunStatus): VersionStatus {
  if (status === 'deployed') return 'serving'
  if (status === 'rejected') return 'rejected'
  return status === 'awaiting-approval' ? 'candidate' : 'approved'
}
