import type { Kernel } from '../kernel/kernel.ts'
import type { ModelResponse } from '../sagemaker/containers/serving-instance.ts'
import { sendMetric } from '../sagemaker/endpoints/send-metric.ts'
import type { VariantFleet } from '../sagemaker/endpoints/variant-fleet.ts'

export interface Invocation {
  /** 0: the container gave no answer. */
  status: number
  /** From sending to the container until its whole answer. */
  modelMicros: number
  /** When the request reached the runtime, in ms of the clock's `measure()`. */
  began: number
}

/**
 * The metrics of one request, in AWS/SageMaker: latencies in microseconds. An error with an answer counts by its status
 * and as a model error; one without (ended connection, timeout) as a model error alone.
 */
export function recordInvocation(
  kernel: Kernel,
  fleet: VariantFleet,
  { status, modelMicros, began }: Invocation,
): void {
  fleet.invokedAt = kernel.clock.now()
  const send = (name: string, value: number, unit: string) =>
    sendMetric(kernel, 'AWS/SageMaker', fleet, name, value, unit)
  send('Invocations', 1, 'None')
  send('Invocation4XXErrors', status >= 400 && status < 500 ? 1 : 0, 'None')
  send('Invocation5XXErrors', status >= 500 ? 1 : 0, 'None')
  // Serverless endpoints have no instances to share them out to, and no model errors of their own.
  if (!fleet.onDemand) {
    send('InvocationsPerInstance', 1 / Math.max(1, fleet.count), 'None')
    send('InvocationModelErrors', status === 0 || status >= 400 ? 1 : 0, 'None')
  }
  send('ModelLatency', Math.round(modelMicros), 'Microseconds')
  send(
    'OverheadLatency',
    Math.max(0, Math.round((kernel.clock.measure() - began) * 1000 - modelMicros)),
    'Microseconds',
  )
}

/** How long a container took to answer, in microseconds; one within this process says so itself. */
export function microsOf(
  { clock }: Kernel,
  answer: Pick<ModelResponse, 'milliseconds'> | undefined,
  began: number,
): number {
  return (answer?.milliseconds ?? clock.measure() - began) * 1000
}
