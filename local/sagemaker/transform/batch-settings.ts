import type { ServingInstance } from '../containers/serving-instance.ts'
import type { TransformJob } from '../records.ts'

export interface BatchSettings {
  /** How many requests an instance is sent at a time. */
  concurrent: number
  /** How large one request's payload may be; Infinity sends an object whole. */
  maxPayloadBytes: number
  singleRecord: boolean
}

const MIB = 1024 * 1024

/** What the job asks for; what it leaves open the container may say at /execution-parameters. */
export async function batchSettings(job: TransformJob, instance: ServingInstance): Promise<BatchSettings> {
  const container = await executionParameters(instance)
  const megabytes = job.MaxPayloadInMB ?? container.MaxPayloadInMB ?? 6
  const strategy = job.BatchStrategy ?? (container.BatchStrategy === 'SINGLE_RECORD' ? 'SingleRecord' : 'MultiRecord')
  return {
    concurrent: Math.max(1, job.MaxConcurrentTransforms || container.MaxConcurrentTransforms || 1),
    maxPayloadBytes: megabytes === 0 ? Number.POSITIVE_INFINITY : megabytes * MIB,
    singleRecord: strategy === 'SingleRecord',
  }
}

interface ExecutionParameters {
  MaxConcurrentTransforms?: number
  BatchStrategy?: string
  MaxPayloadInMB?: number
}

/** A container need not answer this. */
async function executionParameters(instance: ServingInstance): Promise<ExecutionParameters> {
  try {
    const path = '/execution-parameters'
    const { status, body } = await instance.send({ method: 'GET', path, headers: {}, timeoutMs: 2000 })
    return status === 200 ? JSON.parse(body.toString()) : {}
  } catch {
    return {}
  }
}
