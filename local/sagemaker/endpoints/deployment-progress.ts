import type { VariantStatus } from '@aws-sdk/client-sagemaker'
import type { Endpoint } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'
import type { Deployment } from './deployment.ts'
import { emitDeploymentChange } from './endpoint-record.ts'
import type { Counts } from './traffic-plan.ts'

/** Tells of an update in progress: in what DescribeEndpoint answers, and by an event for each step of it. */
export class DeploymentProgress {
  readonly #sagemaker: SageMaker
  readonly #endpoint: Endpoint

  constructor(sagemaker: SageMaker, endpoint: Endpoint) {
    this.#sagemaker = sagemaker
    this.#endpoint = endpoint
  }

  /** What the new fleet does; `message` is given the number that `counts` says of a variant. */
  next(status: VariantStatus, counts: Counts, message: (count: number) => string): void {
    this.#tell(this.#endpoint.PendingDeploymentSummary?.ProductionVariants, status, counts, message)
  }

  /** What the fleet does that the endpoint's config names. */
  current(status: VariantStatus, counts: Counts, message: (count: number) => string): void {
    this.#tell(this.#endpoint.ProductionVariants, status, counts, message)
  }

  /** The instances of each fleet that take requests. */
  take(next: Counts, current: Counts): void {
    const { PendingDeploymentSummary: pending, ProductionVariants: serving } = this.#endpoint
    for (const variant of pending?.ProductionVariants ?? [])
      Object.assign(variant, {
        CurrentInstanceCount: next[variant.VariantName!] ?? 0,
        CurrentWeight: variant.DesiredWeight,
      })
    for (const variant of serving ?? []) variant.CurrentInstanceCount = current[variant.VariantName!]
  }

  #tell(
    variants: Endpoint['ProductionVariants'],
    Status: VariantStatus,
    counts: Counts,
    message: (count: number) => string,
  ): void {
    const StartTime = this.#sagemaker.kernel.clock.now()
    for (const list of [this.#endpoint.PendingDeploymentSummary?.ProductionVariants, this.#endpoint.ProductionVariants])
      for (const variant of list ?? []) variant.VariantStatus = undefined
    for (const variant of variants ?? [])
      variant.VariantStatus = [{ Status, StatusMessage: message(counts[variant.VariantName!] ?? 0), StartTime }]
    emitDeploymentChange(this.#sagemaker, this.#endpoint)
  }
}

/** What DescribeEndpoint says of an update from its start on. */
export function pendingSummary(
  { configName, variants }: Deployment,
  now: number,
): Endpoint['PendingDeploymentSummary'] {
  return {
    EndpointConfigName: configName,
    StartTime: now,
    ProductionVariants: variants.map(({ name, container, weight, count }) => ({
      VariantName: name,
      DeployedImages: [{ SpecifiedImage: container.image }],
      DesiredWeight: weight,
      DesiredInstanceCount: count,
      VariantStatus: [{ Status: 'Creating', StartTime: now }],
    })),
  }
}
