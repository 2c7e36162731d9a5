import type { InvokeEndpointInput } from '@aws-sdk/client-sagemaker-runtime'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { AnswerTimedOut, type ModelResponse, NotReached } from '../sagemaker/containers/serving-instance.ts'
import { sendConcurrency } from '../sagemaker/endpoints/send-metric.ts'
import type { VariantFleet } from '../sagemaker/endpoints/variant-fleet.ts'
import type { SageMakerService } from '../sagemaker/index.ts'
import { JobFailure } from '../sagemaker/jobs/job-failure.ts'
import type { OnDemand, Taken } from '../sagemaker/serverless/on-demand.ts'
import { capture } from './capture.ts'
import { mirror } from './mirror.ts'
import { modelError } from './model-error.ts'
import { microsOf, recordInvocation } from './record-invocation.ts'
import { recordServerless } from './record-serverless.ts'
import { endpointNotFound, refused } from './refusals.ts'

const LARGEST_BODY = 6_291_456
const LARGEST_SERVERLESS_BODY = 4 * 1024 * 1024
const TIMEOUT_MS = 60_000
/** How often a request that no container has seen is given to another one. */
const TRIES = 3

const CUSTOM_ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes'
const INFERENCE_ID = 'x-amzn-sagemaker-inference-id'

/** One request to one of the endpoint's containers, as it is; the container's answer as it is. */
export async function invokeEndpoint(kernel: Kernel, input: InvokeEndpointInput) {
  const began = kernel.clock.measure()
  check(input)
  const { variant, answer, modelMicros } = await exchange(kernel, input)
  recordInvocation(kernel, variant, { status: answer.status, modelMicros, began })
  if (answer.status >= 400) throw modelError(kernel, input.EndpointName!, answer.status, answer.body.toString())
  if (variant.onDemand && answer.body.length > LARGEST_SERVERLESS_BODY)
    throw modelError(kernel, input.EndpointName!, 0, `The answer is larger than ${LARGEST_SERVERLESS_BODY} bytes.`)
  capture(kernel, input, variant.variant, answer)
  return {
    Body: answer.body,
    ContentType: answer.headers['content-type'],
    InvokedProductionVariant: variant.variant.name,
    CustomAttributes: answer.headers[CUSTOM_ATTRIBUTES],
  }
}

function check(input: InvokeEndpointInput): void {
  if ((input.Body?.length ?? 0) > LARGEST_BODY) throw tooLarge(LARGEST_BODY)
  for (const member of [
    'TargetModel',
    'TargetContainerHostname',
    'EnableExplanations',
    'InferenceComponentName',
  ] as const)
    if (input[member]) throw new AwsError('NotImplemented', `${member} is not supported by the local runtime.`, 501)
}

interface Exchange {
  variant: VariantFleet
  answer: ModelResponse
  modelMicros: number
}

/** Picks anew, from the fleet that serves then, when the container that was picked is not there any more. */
async function exchange(kernel: Kernel, input: InvokeEndpointInput): Promise<Exchange> {
  for (let tries = 1; ; tries++) {
    const variant = await serving(kernel, input)
    let taken: Taken | undefined
    let began = kernel.clock.measure()
    try {
      if (variant.onDemand) taken = await take(kernel, input, variant.onDemand, variant)
      const instance = taken?.instance ?? variant.pick()
      if (!instance) {
        recordInvocation(kernel, variant, { status: 503, modelMicros: microsOf(kernel, undefined, began), began })
        throw new AwsError('ServiceUnavailable', `No instance of variant ${variant.variant.name} is in service.`, 503)
      }
      began = kernel.clock.measure()
      const body = Buffer.isBuffer(input.Body) ? input.Body : Buffer.from(input.Body!)
      const sent = {
        method: 'POST',
        path: '/invocations',
        headers: headers(input),
        body,
        timeoutMs: TIMEOUT_MS,
      } as const
      if (tries === 1) mirror(kernel, input, variant, sent)
      if (!taken) sendConcurrency(kernel, variant, instance.inFlight + 1)
      const answer = await instance.send(sent)
      return { variant, answer, modelMicros: microsOf(kernel, answer, began) }
    } catch (error) {
      if (error instanceof NotReached && tries < TRIES) continue
      if (error instanceof AwsError) throw error
      recordInvocation(kernel, variant, { status: 0, modelMicros: microsOf(kernel, undefined, began), began })
      throw modelError(kernel, input.EndpointName!, 0, whatHappened(error))
    } finally {
      taken?.release()
    }
  }
}

/** Of a serverless variant, a process for this request alone. */
async function take(
  kernel: Kernel,
  input: InvokeEndpointInput,
  onDemand: OnDemand,
  variant: VariantFleet,
): Promise<Taken> {
  if (input.Body!.length > LARGEST_SERVERLESS_BODY) throw tooLarge(LARGEST_SERVERLESS_BODY)
  try {
    const taken = await onDemand.take()
    recordServerless(kernel, variant, taken)
    return taken
  } catch (error) {
    if (!(error instanceof JobFailure)) throw error
    throw modelError(kernel, input.EndpointName!, 0, error.message)
  }
}

/** The variant that is to answer. After a restart of the runtime its fleet may still be coming up. */
async function serving(
  kernel: Kernel,
  { EndpointName: name, TargetVariant }: InvokeEndpointInput,
): Promise<VariantFleet> {
  const find = () => (kernel.service('sagemaker') as SageMakerService | undefined)?.router(name!)
  const coming = find()?.coming
  if (coming) await kernel.clock.idle(() => coming.catch(() => {}))
  const router = find()
  if (!router) throw endpointNotFound(kernel, name!)
  if (router.deployment.async) throw refused(`Endpoint ${name} is an asynchronous endpoint; use InvokeEndpointAsync.`)
  const variant = router.route(TargetVariant)
  if (!variant)
    throw new AwsError(
      'ValidationError',
      `Variant ${TargetVariant ?? ''} of endpoint ${name} is not found or has no weight.`,
    )
  return variant
}

function headers({ ContentType, Accept, CustomAttributes, InferenceId }: InvokeEndpointInput): Record<string, string> {
  return {
    ...(ContentType && { 'content-type': ContentType }),
    ...(Accept && { accept: Accept }),
    ...(CustomAttributes && { [CUSTOM_ATTRIBUTES]: CustomAttributes }),
    ...(InferenceId && { [INFERENCE_ID]: InferenceId }),
  }
}

const whatHappened = (error: unknown) =>
  error instanceof AnswerTimedOut
    ? 'Your invocation timed out while waiting for a response from container primary.'
    : `The container ended the connection before it answered (${(error as Error).message}).`

const tooLarge = (limit: number) => refused(`Request body is larger than the limit of ${limit} bytes.`)
