import type { Endpoint } from '../records.ts'
import { couldNotFind, invalid } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

const CHANGEABLE = new Set(['InService', 'UpdateRollbackFailed', 'Failed'])

/** An endpoint that exists and that nothing else changes at the moment. One that Failed can only be deleted. */
export function changeableEndpoint(sagemaker: SageMaker, name: string, { failed = false } = {}): Endpoint {
  const arn = sagemaker.kernel.arn('sagemaker', `endpoint/${name}`)
  const endpoint = sagemaker.endpointRecords.get(name)
  if (!endpoint) throw couldNotFind('endpoint', arn)
  const status = endpoint.EndpointStatus
  if (status === 'Failed' && !failed) throw invalid(`Cannot update endpoint "${arn}" in status Failed.`)
  if (!CHANGEABLE.has(status!)) throw invalid(`Cannot update in-progress endpoint "${arn}".`)
  return endpoint
}
