import type { InvokeEndpointAsyncInput } from '@aws-sdk/client-sagemaker-runtime'
import type { Timer } from '../../clock/clock.ts'
import type { AwsEvent } from '../../kernel/kernel.ts'
import type { Deployment } from '../endpoints/deployment.ts'
import type { SageMaker } from '../sagemaker.ts'
import { AsyncQueue } from './async-queue.ts'
import type { AsyncRequest } from './async-request.ts'
import { locations } from './locations.ts'
import { storePayload } from './stored-payload.ts'

const MINUTE = 60_000
const DEFAULT_TIMEOUT_S = 900
const DEFAULT_TTL_S = 21_600

/** The queues of the asynchronous endpoints, and what CloudWatch is told of them once a minute. */
export class AsyncEndpoints {
  readonly #sagemaker: SageMaker
  readonly #queues = new Map<string, AsyncQueue>()
  #tick: Timer | undefined
  #closed = false

  constructor(sagemaker: SageMaker) {
    this.#sagemaker = sagemaker
    sagemaker.kernel.onEvent((event) => this.#onChange(event))
  }

  /** Keeps a request for good and queues it. The caller knows that the endpoint serves `deployment`. */
  async accept(endpointName: string, { async: config }: Deployment, input: InvokeEndpointAsyncInput) {
    const { kernel, folder, asyncRequests } = this.#sagemaker
    const { OutputConfig: output } = config!
    const now = kernel.clock.now()
    const id = kernel.requestId()
    const request: AsyncRequest = {
      id,
      inferenceId: input.InferenceId ?? kernel.requestId(),
      endpointName,
      inputLocation: input.InputLocation,
      contentType: input.ContentType,
      accept: input.Accept,
      customAttributes: input.CustomAttributes,
      ...locations(output!, { id, extension: input.S3OutputPathExtension, filename: input.Filename }),
      kmsKeyId: output!.KmsKeyId,
      successTopic: output!.NotificationConfig?.SuccessTopic || undefined,
      errorTopic: output!.NotificationConfig?.ErrorTopic || undefined,
      includeIn: [...(output!.NotificationConfig?.IncludeInferenceResponseIn ?? [])],
      timeoutMs: (input.InvocationTimeoutSeconds ?? DEFAULT_TIMEOUT_S) * 1000,
      receivedAt: now,
      expiresAt: now + (input.RequestTTLSeconds ?? DEFAULT_TTL_S) * 1000,
      losses: 0,
    }
    if (!request.inputLocation) await storePayload(folder, request, input.Body!)
    asyncRequests.put(id, request)
    this.#queue(endpointName).add(request)
    return {
      InferenceId: request.inferenceId,
      OutputLocation: request.outputLocation,
      FailureLocation: request.failureLocation,
    }
  }

  /** Takes up what a former process left. */
  resume(): void {
    for (const request of [...this.#sagemaker.asyncRequests.values()]) this.#queue(request.endpointName).add(request)
    this.#arm()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#tick?.cancel()
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()))
  }

  #queue(endpointName: string): AsyncQueue {
    const known = this.#queues.get(endpointName)
    if (known) return known
    const queue = new AsyncQueue(this.#sagemaker, endpointName)
    this.#queues.set(endpointName, queue)
    return queue
  }

  /** An endpoint may have other instances than before, or go. */
  #onChange({ detailType, detail }: AwsEvent): void {
    if (detailType !== 'SageMaker Endpoint State Change' || this.#closed) return
    const name = detail['EndpointName'] as string
    if (detail['EndpointStatus'] === 'DELETING') {
      this.#queues.get(name)?.drop()
      this.#queues.delete(name)
    } else this.#queues.get(name)?.pump()
    this.#arm()
  }

  #arm(): void {
    const some = this.#names().length > 0
    if (this.#tick || this.#closed || !some) return
    const { clock } = this.#sagemaker.kernel
    this.#tick = clock.after(MINUTE - (clock.now() % MINUTE), () => {
      this.#tick = undefined
      for (const name of this.#names()) this.#measure(name)
      this.#arm()
    })
  }

  #names(): string[] {
    const { endpointRecords, endpoints } = this.#sagemaker
    return [...endpointRecords.values()]
      .map(({ EndpointName }) => EndpointName!)
      .filter((name) => endpoints.current(name)?.async)
  }

  #measure(name: string): void {
    const { kernel, endpoints } = this.#sagemaker
    const queue = this.#queues.get(name)
    const backlog = queue?.backlog ?? 0
    const instances = endpoints.live(name)?.variants.reduce((sum, { count }) => sum + count, 0) ?? 0
    const oldest = queue?.oldest
    const tell = (metric: string, value: number, unit: string) =>
      kernel.metric({ namespace: 'AWS/SageMaker', name: metric, dimensions: { EndpointName: name }, value, unit })
    tell('ApproximateBacklogSize', backlog, 'Count')
    tell('ApproximateBacklogSizePerInstance', backlog / Math.max(1, instances), 'Count')
    tell('ApproximateAgeOfOldestRequest', oldest === undefined ? 0 : (kernel.clock.now() - oldest) / 1000, 'Seconds')
    tell('HasBacklogWithoutCapacity', backlog > 0 && instances === 0 ? 1 : 0, 'Count')
  }
}
