import type { ListEndpointsInput } from '@aws-sdk/client-sagemaker'
import { listPage } from '../list-page.ts'
import { described } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'

export function listEndpoints(sagemaker: SageMaker, input: ListEndpointsInput) {
  const { page, ...rest } = listPage(
    sagemaker.endpointRecords.values(),
    input,
    (record) => ({
      name: record.EndpointName!,
      created: record.CreationTime!,
      status: record.EndpointStatus,
      modified: record.LastModifiedTime,
    }),
    'Descending',
  )
  const Endpoints = page.map(({ EndpointName, EndpointArn, CreationTime, LastModifiedTime, EndpointStatus }) =>
    described({ EndpointName, EndpointArn, CreationTime, LastModifiedTime, EndpointStatus }),
  )
  return { Endpoints, ...rest }
}
