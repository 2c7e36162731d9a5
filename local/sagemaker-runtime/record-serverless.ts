import type { Kernel } from '../kernel/kernel.ts'
import { sendMetric } from '../sagemaker/endpoints/send-metric.ts'
import type { VariantFleet } from '../sagemaker/endpoints/variant-fleet.ts'
import type { Taken } from '../sagemaker/serverless/on-demand.ts'

/** The metrics that only serverless endpoints have, told once for each request. */
export function recordServerless(kernel: Kernel, fleet: VariantFleet, { setupMicros, concurrent }: Taken): void {
  const { MaxConcurrency, ProvisionedConcurrency: provisioned } = fleet.variant.serverless!
  const send = (name: string, value: number, unit: string) =>
    sendMetric(kernel, 'AWS/SageMaker', fleet, name, value, unit)
  if (setupMicros !== undefined) send('ModelSetupTime', setupMicros, 'Microseconds')
  send('ServerlessConcurrentExecutionsUtilization', concurrent / MaxConcurrency!, 'None')
  if (!provisioned) return
  const within = concurrent <= provisioned
  send('ServerlessProvisionedConcurrencyExecutions', Math.min(concurrent, provisioned), 'Count')
  send('ServerlessProvisionedConcurrencyUtilization', Math.min(concurrent, provisioned) / provisioned, 'None')
  send(`ServerlessProvisionedConcurrency${within ? '' : 'Spillover'}Invocations`, 1, 'Count')
}
