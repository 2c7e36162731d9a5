import type { RunPlan } from '../plan-run.ts'

export interface PlannedRequest {
  service: 'sagemaker'
  operation: string
  input: object
}

/** The requests of a plan in the order in which a run sends them, as a dry run shows them. */
export function plannedRequests({ requests }: RunPlan): PlannedRequest[] {
  const { endpoint, championTransform } = requests
  const listed: [string, object | undefined][] = [
    ['CreateProcessingJob', requests.processing],
    ['CreateTrainingJob', requests.training],
    ['CreateModel', requests.model],
    ['CreateTransformJob', requests.transform],
    ['CreateTransformJob', championTransform],
    ['CreateModelPackageGroup', requests.modelPackageGroup],
    ['CreateModelPackage', requests.modelPackage],
    ['CreateEndpointConfig', requests.endpointConfig],
    [endpoint.action === 'create' ? 'CreateEndpoint' : 'UpdateEndpoint', endpoint.input],
  ]
  return listed.flatMap(([operation, input]) => (input ? [{ service: 'sagemaker' as const, operation, input }] : []))
}
