import type { DesiredWeightAndCapacity } from '@aws-sdk/client-sagemaker'
import { reasonOf } from '../jobs/job-failure.ts'
import type { Endpoint } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitDeploymentChange, serving, setStatus } from './endpoint-record.ts'
import type { Fleet } from './fleet.ts'
import type { VariantFleet } from './variant-fleet.ts'

/** Changes weights and numbers of instances of the fleet that serves; all of them or, when one cannot be, none. */
export async function rescale(
  sagemaker: SageMaker,
  endpoint: Endpoint,
  fleet: Fleet,
  wanted: DesiredWeightAndCapacity[],
  signal: AbortSignal,
): Promise<void> {
  const changes = wanted.map((change) => ({ ...change, of: find(fleet, change.VariantName!) }))
  const before = changes.map(({ of: { variant } }) => ({ ...variant }))
  tell(sagemaker, endpoint, wanted)
  let FailureReason: string | undefined
  try {
    for (const { of, DesiredWeight, DesiredInstanceCount, ServerlessUpdateConfig } of changes) {
      if (DesiredWeight !== undefined) of.variant.weight = DesiredWeight
      if (DesiredInstanceCount !== undefined) await of.scaleTo(DesiredInstanceCount)
      if (!ServerlessUpdateConfig) continue
      of.variant.serverless = { ...of.variant.serverless!, ...ServerlessUpdateConfig }
      await of.scaleTo(of.variant.serverless.ProvisionedConcurrency ?? 0)
    }
  } catch (error) {
    if (signal.aborted) return
    FailureReason = reasonOf(error)
    setStatus(sagemaker, endpoint, 'RollingBack', { FailureReason })
    for (const [index, { of }] of changes.entries()) {
      of.variant.weight = before[index]!.weight
      of.variant.serverless = before[index]!.serverless
      // The numbers that went down cannot fail to come up without the endpoint losing capacity that it has.
      await of.scaleTo(before[index]!.count).catch(() => {})
    }
  }
  if (!signal.aborted) setStatus(sagemaker, endpoint, 'InService', { ...serving(sagemaker, fleet), FailureReason })
}

function find({ variants, shadows }: Fleet, name: string): VariantFleet {
  return [...variants, ...shadows].find(({ variant }) => variant.name === name)!
}

/** A change of weights is over at once; one of numbers is told of while instances come or go. */
function tell(sagemaker: SageMaker, endpoint: Endpoint, wanted: DesiredWeightAndCapacity[]): void {
  const StartTime = sagemaker.kernel.clock.now()
  let scales = false
  for (const { VariantName, DesiredInstanceCount, DesiredWeight, ServerlessUpdateConfig } of wanted) {
    const told = endpoint.ProductionVariants?.find((variant) => variant.VariantName === VariantName)
    if (!told) continue
    if (DesiredWeight !== undefined) told.DesiredWeight = DesiredWeight
    if (ServerlessUpdateConfig)
      told.DesiredServerlessConfig = { ...told.DesiredServerlessConfig!, ...ServerlessUpdateConfig }
    const now = told.CurrentInstanceCount ?? 0
    if (DesiredInstanceCount === undefined || DesiredInstanceCount === now) continue
    scales = true
    told.DesiredInstanceCount = DesiredInstanceCount
    const way = DesiredInstanceCount > now ? 'out' : 'in'
    const StatusMessage = `Scaling ${way} desired instance count to ${DesiredInstanceCount}.`
    told.VariantStatus = [{ Status: 'Updating', StatusMessage, StartTime }]
  }
  if (scales) emitDeploymentChange(sagemaker, endpoint)
}
