import type { ListEndpointConfigsInput } from '@aws-sdk/client-sagemaker'
import { listPage } from '../list-page.ts'
import { described } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'

export function listEndpointConfigs(sagemaker: SageMaker, input: ListEndpointConfigsInput) {
  const { page, ...rest } = listPage(
    sagemaker.endpointConfigs.values(),
    input,
    (record) => ({ name: record.EndpointConfigName!, created: record.CreationTime! }),
    'Descending',
  )
  const EndpointConfigs = page.map(({ EndpointConfigName, EndpointConfigArn, CreationTime }) =>
    described({ EndpointConfigName, EndpointConfigArn, CreationTime }),
  )
  return { EndpointConfigs, ...rest }
}
