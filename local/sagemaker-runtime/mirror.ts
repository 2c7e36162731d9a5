import type { InvokeEndpointInput } from '@aws-sdk/client-sagemaker-runtime'
import type { Kernel } from '../kernel/kernel.ts'
import type { ModelRequest } from '../sagemaker/containers/serving-instance.ts'
import type { VariantFleet } from '../sagemaker/endpoints/variant-fleet.ts'
import { capture } from './capture.ts'
import { microsOf, recordInvocation } from './record-invocation.ts'

/** Copies a request to the shadow of the variant that takes it, when it is its turn. Nobody waits for the answer. */
export function mirror(kernel: Kernel, input: InvokeEndpointInput, taker: VariantFleet, sent: ModelRequest): void {
  const shadow = taker.shadow?.next()
  const instance = shadow?.pick()
  if (!shadow || !instance) return
  void kernel.clock.during(async () => {
    const began = kernel.clock.measure()
    const answer = await instance.send(sent).catch(() => undefined)
    // Status 0: it gave no answer.
    const status = answer?.status ?? 0
    const modelMicros = microsOf(kernel, answer, began)
    recordInvocation(kernel, shadow, { status, modelMicros, began })
    if (answer && status < 400) capture(kernel, input, shadow.variant, answer, true)
  })
}
