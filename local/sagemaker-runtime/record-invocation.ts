import type { Kernel } from '../kernel/kernel.ts'
import type { VariantFleet } from '../sagemaker/endpoints/variant-fleet.ts'

export interface Invocation {
  status: number
  /** From sending to the container until its whole answer. */
  modelMicros: number
  /** When the request reached the runtime, in ms of `performance.now()`. */
  began: number
}

/** The metrics of one request: AWS/SageMaker, by endpoint and variant; latencies in microseconds. */
export function recordInvocation(
  kernel: Kernel,
  endpointName: string,
  fleet: VariantFleet,
  { status, modelMicros, began }: Invocation,
): void {
  const dimensions = { EndpointName: endpointName, VariantName: fleet.variant.name }
  const send = (name: string, value: number, unit: string) =>
    kernel.metric({ namespace: 'AWS/SageMaker', name, dimensions, value, unit })
  send('Invocations', 1, 'None')
  send('InvocationsPerInstance', 1 / Math.max(1, fleet.count), 'None')
  send('Invocation4XXErrors', status >= 400 && status < 500 ? 1 : 0, 'None')
  send('Invocation5XXErrors', status >= 500 ? 1 : 0, 'None')
  send('InvocationModelErrors', status >= 400 ? 1 : 0, 'None')
  send('ModelLatency', Math.round(modelMicros), 'Microseconds')
  send('OverheadLatency', Math.max(0, Math.round((performance.now() - began) * 1000 - modelMicros)), 'Microseconds')
}
