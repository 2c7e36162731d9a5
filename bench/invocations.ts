import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { ModelAnswer } from '#shared/domain/api-answers.ts'
import { LINE, type Loop } from './loop.ts'
import { quantile } from './statistics.ts'

export interface Invocations {
  connections: number
  perSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
}

/** One row each, by the AWS SDK, over as many connections as said. */
export async function invocations(loop: Loop, connections: number, requests: number): Promise<Invocations> {
  const { endpointName } = await loop.api.request<ModelAnswer>('GET', ['models', LINE])
  const worker = new Worker(new URL('invoke-client.ts', import.meta.url), {
    workerData: { client: loop.client, endpointName, body: '39.1,18.7,181,3750', connections, requests },
  })
  const [{ took, seconds }] = await once(worker, 'message')
  await worker.terminate()
  return { connections, perSecond: took.length / seconds, p50: quantile(took, 0.5), p99: quantile(took, 0.99) }
}
