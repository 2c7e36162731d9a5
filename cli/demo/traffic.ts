import { InvokeEndpointCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import { aucOf } from '#shared/analysis/auc.ts'

export interface Answered {
  requests: number
  failed: number
  /** In the order of the rows; NaN where the request failed. */
  predictions: Float64Array
  /** Milliseconds, one per request. */
  latencies: number[]
}

/** Sends CSV rows to an endpoint, `batch` to a request, `width` requests at a time, and keeps every answer. */
export async function askEndpoint(
  client: SageMakerRuntimeClient,
  EndpointName: string,
  rows: string[],
  { batch = 100, width = 4, onAnswer }: { batch?: number; width?: number; onAnswer?: (done: number) => void } = {},
): Promise<Answered> {
  const answered: Answered = {
    requests: 0,
    failed: 0,
    predictions: new Float64Array(rows.length).fill(Number.NaN),
    latencies: [],
  }
  let next = 0
  const worker = async () => {
    while (next < rows.length) {
      const from = next
      next += batch
      const began = performance.now()
      try {
        const Body = `${rows.slice(from, from + batch).join('\n')}\n`
        const answer = await client.send(new InvokeEndpointCommand({ EndpointName, Body, ContentType: 'text/csv' }))
        const numbers = Buffer.from(answer.Body!).toString().trim().split(/[\n,]/).map(Number)
        answered.predictions.set(numbers, from)
      } catch {
        answered.failed++
      }
      answered.latencies.push(performance.now() - began)
      answered.requests++
      onAnswer?.(Math.min(from + batch, rows.length))
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  return answered
}

/** Area under the ROC curve of what was served; rows whose request failed are left out. */
export function aucServed(labels: ArrayLike<number>, predictions: Float64Array): number | null {
  const kept = [...predictions.keys()].filter((row) => !Number.isNaN(predictions[row]!))
  return aucOf(
    Float64Array.from(kept, (row) => labels[row]!),
    Float64Array.from(kept, (row) => predictions[row]!),
  )
}
