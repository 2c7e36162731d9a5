import type { RunPlan } from '../plan-run.ts'
import type { ScalingRequests } from '../scaling/scaling-requests.ts'

export interface PlannedRequest {
  service: 'sagemaker' | 'cloudwatch' | 'application-autoscaling'
  operation: string
  input: object
}

/** The requests of a plan in the order in which a run sends them, as a dry run shows them. */
export function plannedRequests({ requests }: RunPlan, scaling?: ScalingRequests): PlannedRequest[] {
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
  const own = sent.flatMap(([operation, input]) => {
    const service = operation === 'PutMetricAlarm' ? ('cloudwatch' as const) : ('sagemaker' as const)
    return input ? [{ service, operation, input }] : []
  })
  return [...own, ...(scaling ? scalingRequests(scaling) : [])]
}

/** An alarm gets the ARN of its policy as an action, which is not known before that was put. */
function scalingRequests({ target, policies, actions }: ScalingRequests): PlannedRequest[] {
  const scale = (operation: string, input: object) => ({
    service: 'application-autoscaling' as const,
    operation,
    input,
  })
  return [
    scale('RegisterScalableTarget', target),
    ...policies.flatMap(({ request, alarms }) => [
      scale('PutScalingPolicy', request),
      ...alarms.map((input) => ({ service: 'cloudwatch' as const, operation: 'PutMetricAlarm', input })),
    ]),
    ...actions.map(({ request }) => scale('PutScheduledAction', request)),
  ]
}
