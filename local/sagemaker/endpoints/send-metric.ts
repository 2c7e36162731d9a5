import type { Kernel } from '../../kernel/kernel.ts'
import type { VariantFleet } from './variant-fleet.ts'

/**
 * A metric of one variant of an endpoint, by endpoint and variant, and once more by its config besides: in an update
 * that tells the new fleet from the old one.
 */
export function sendMetric(
  kernel: Kernel,
  namespace: 'AWS/SageMaker' | '/aws/sagemaker/Endpoints',
  { dimensions }: VariantFleet,
  name: string,
  value: number,
  unit: string,
  resolution?: number,
): void {
  for (const each of dimensions)
    kernel.metric({ namespace, name, dimensions: each, value, unit, ...(resolution && { resolution }) })
}

const HIGH_RESOLUTION = 10

/** How many requests an instance has at once: told with each of them, gathered in ten seconds. */
export const sendConcurrency = (kernel: Kernel, fleet: VariantFleet, concurrent: number): void =>
  sendMetric(kernel, 'AWS/SageMaker', fleet, 'ConcurrentRequestsPerModel', concurrent, 'None', HIGH_RESOLUTION)
