import type { ModelResponse, ServingInstance } from '../containers/serving-instance.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import type { TransformJob } from '../records.ts'

/** One payload to the container, tried again when the container itself failed. */
export async function invoke(
  instance: ServingInstance,
  job: TransformJob,
  payload: Buffer,
  key: string,
): Promise<Buffer> {
  const retries = job.ModelClientConfig?.InvocationsMaxRetries ?? 3
  const timeoutMs = (job.ModelClientConfig?.InvocationsTimeoutInSeconds ?? 600) * 1000
  for (let attempt = 0; ; attempt++) {
    const outcome = await tryOnce(instance, job, payload, timeoutMs)
    if (typeof outcome !== 'string' && outcome.status < 300) return outcome.body
    const final = attempt >= retries || !instance.running || (typeof outcome !== 'string' && outcome.status < 500)
    if (final)
      throw new JobFailure(`AlgorithmError: ${describe(outcome)} (input "${key}"). See job logs for more information.`)
  }
}

async function tryOnce(
  instance: ServingInstance,
  job: TransformJob,
  body: Buffer,
  timeoutMs: number,
): Promise<ModelResponse | string> {
  const { ContentType } = job.TransformInput!
  const { Accept } = job.TransformOutput!
  const headers = { ...(ContentType && { 'content-type': ContentType }), ...(Accept && { accept: Accept }) }
  try {
    return await instance.send({ method: 'POST', path: '/invocations', headers, body, timeoutMs })
  } catch (error) {
    return `No answer from the algorithm: ${(error as Error).message || (error as Error).constructor.name}`
  }
}

function describe(outcome: ModelResponse | string): string {
  if (typeof outcome === 'string') return outcome
  const said = outcome.body.toString('utf8', 0, 300).trim()
  return `Bad HTTP status received from algorithm: ${outcome.status}${said && `: ${said}`}`
}
