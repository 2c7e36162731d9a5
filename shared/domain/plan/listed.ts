import type { RunPlan } from '../plan-run.ts'

export interface PlannedRequest {
  service: 'sagemaker' | 'cloudwatch'
  operation: string
  input: object
}

/** The requests of a plan in the order in which a run sends them, as a dry run shows them. */
export function plannedRequests({ requests }: RunPlan): PlannedRequest[] {
  const { endpoint, championTransform, alarms } = requests
  const sent: [string, object | undefined][] = [
    ['CreateProcessingJob', requests.processing],
    ['CreateTrainingJob', requests.training],
    ['CreateModel', requests.model],
    ['CreateTransformJob', requests.transform],
    ['CreateTransformJob', championTransform],
    ['CreateModelPackageGroup', requests.modelPackageGroup],
    ['CreateModelPackage', requests.modelPackage],
    ['CreateEndpointConfig', requests.endpointConfig],
    ['CreateEndpointConfig', requests.shadowConfig],
    ['CreateEndpointConfig', requests.judgedConfig],
    ...alarms.map((alarm): [string, object] => ['PutMetricAlarm', alarm]),
    [endpoint?.action === 'create' ? 'CreateEndpoint' : 'UpdateEndpoint', endpoint?.input],
  ]
  return sent.flatMap(([operation, input]) => {
    const service = operation === 'PutMetricAlarm' ? ('cloudwatch' as const) : ('sagemaker' as const)
    return input ? [{ service, operation, input }] : []
  })
}
