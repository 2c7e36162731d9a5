import type { Readable } from 'node:stream'
import { AwsError } from '../../kernel/aws-error.ts'
import { AnswerTimedOut, type ModelResponse, NotReached } from '../containers/serving-instance.ts'
import type { VariantFleet } from '../endpoints/variant-fleet.ts'
import { patiently } from '../files/patiently.ts'
import { parseS3Uri, RoleS3 } from '../files/role-s3.ts'
import type { SageMaker } from '../sagemaker.ts'
import type { AsyncRequest } from './async-request.ts'
import type { Outcome } from './notice.ts'
import { storedPayload } from './stored-payload.ts'

const LARGEST_INPUT = 1024 ** 3

const CUSTOM_ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes'
const INFERENCE_ID = 'x-amzn-sagemaker-inference-id'
const LOGS = 'See the SageMaker Endpoint logs in your account for more information.'

/** The instance ended, or was taken out of service, before it answered: another one may. */
export class InstanceLost extends Error {
  /** Whether the instance had the request when it ended. */
  readonly begun: boolean

  constructor(begun: boolean) {
    super('The instance ended before it answered.')
    this.begun = begun
  }
}

/** Counts and measures by name; times in microseconds. */
export type Tell = (name: string, value: number, unit: string) => void

/** Reads a request's payload as the model's role and takes it to an instance, streamed. Rejects with InstanceLost. */
export async function answerRequest(
  sagemaker: SageMaker,
  fleet: VariantFleet,
  request: AsyncRequest,
  tell: Tell,
): Promise<Outcome> {
  const downloading = sagemaker.kernel.clock.measure()
  let payload: { stream: Readable; length: number }
  try {
    payload = await openPayload(sagemaker, fleet, request)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    tell('RequestDownloadFailures', 1, 'Count')
    return failed(
      `ClientError: Unable to download the payload from "${request.inputLocation}": ${error.code}: ${error.message}`,
    )
  }
  tell('RequestDownloadLatency', microsSince(sagemaker, downloading), 'Microseconds')
  const asked = sagemaker.kernel.clock.measure()
  try {
    const answer = await exchange(fleet, request, payload)
    tell('ModelLatency', microsSince(sagemaker, asked), 'Microseconds')
    tellStatus(tell, answer.status)
    return outcomeOf(answer)
  } catch (error) {
    if (!(error instanceof AnswerTimedOut)) throw error
    tell('ModelLatency', microsSince(sagemaker, asked), 'Microseconds')
    tellStatus(tell, 500)
    return failed(`ClientError: Your invocation timed out while waiting for a response from the model. ${LOGS}`)
  } finally {
    payload.stream.destroy()
  }
}

async function openPayload({ kernel, folder }: SageMaker, fleet: VariantFleet, request: AsyncRequest) {
  if (!request.inputLocation) return storedPayload(folder, request)
  const at = parseS3Uri(request.inputLocation)!
  const payload = await patiently(kernel.clock, () =>
    new RoleS3(kernel, fleet.variant.container.roleArn).open(at.bucket, at.key),
  )
  if (payload.length <= LARGEST_INPUT) return payload
  payload.stream.destroy()
  throw new AwsError('EntityTooLarge', `The payload is larger than ${LARGEST_INPUT} bytes.`)
}

async function exchange(
  fleet: VariantFleet,
  request: AsyncRequest,
  body: { stream: Readable; length: number },
): Promise<ModelResponse> {
  const instance = fleet.pick()
  if (!instance) throw new InstanceLost(false)
  const { contentType, accept, customAttributes, inferenceId, timeoutMs } = request
  const headers = {
    ...(contentType && { 'content-type': contentType }),
    ...(accept && { accept }),
    ...(customAttributes && { [CUSTOM_ATTRIBUTES]: customAttributes }),
    [INFERENCE_ID]: inferenceId,
  }
  try {
    return await instance.send({ method: 'POST', path: '/invocations', headers, body, timeoutMs })
  } catch (error) {
    if (error instanceof AnswerTimedOut) throw error
    throw new InstanceLost(!(error instanceof NotReached))
  }
}

function outcomeOf({ status, headers, body }: ModelResponse): Outcome {
  const contentType = headers['content-type']
  if (status < 400) return { status: 'Completed', body, contentType }
  const kind = status < 500 ? 'client' : 'server'
  return { ...failed(`ClientError: Received ${kind} error (${status}) from model. ${LOGS}`), body, contentType }
}

export const failed = (reason: string) => ({ status: 'Failed', reason }) as const

const tellStatus = (tell: Tell, status: number) => {
  tell('Invocation4XXErrors', status >= 400 && status < 500 ? 1 : 0, 'None')
  tell('Invocation5XXErrors', status >= 500 ? 1 : 0, 'None')
}

export const microsSince = ({ kernel }: SageMaker, began: number) => Math.round((kernel.clock.measure() - began) * 1000)
