import type { Statistic } from '@aws-sdk/client-cloudwatch'
import type { SimulatedMetric } from './fleet-policy.ts'

export interface EndpointMetric {
  Namespace: string
  MetricName: string
  Statistic: Statistic
  Dimensions: { Name: string; Value: string }[]
  /** What a value of the manifest is multiplied by to be one of CloudWatch. */
  factor: number
}

/** Where CloudWatch has a metric of a variant. The backlog is the endpoint's; model latency is counted in microseconds. */
export function endpointMetric(
  metric: Exclude<SimulatedMetric, 'provisionedConcurrency'>,
  endpoint: string,
  variant: string,
): EndpointMetric {
  const endpointOnly = [{ Name: 'EndpointName', Value: endpoint }]
  const both = [...endpointOnly, { Name: 'VariantName', Value: variant }]
  const service = { Namespace: 'AWS/SageMaker', Dimensions: both, factor: 1 }
  switch (metric) {
    case 'invocationsPerInstance':
      return { ...service, MetricName: 'InvocationsPerInstance', Statistic: 'Sum' }
    case 'latency':
      return { ...service, MetricName: 'ModelLatency', Statistic: 'Average', factor: 1000 }
    case 'concurrency':
      return { ...service, MetricName: 'ConcurrentRequestsPerModel', Statistic: 'Maximum' }
    case 'cpu':
      return { ...service, Namespace: '/aws/sagemaker/Endpoints', MetricName: 'CPUUtilization', Statistic: 'Average' }
    case 'backlogPerInstance':
      return {
        ...service,
        MetricName: 'ApproximateBacklogSizePerInstance',
        Statistic: 'Average',
        Dimensions: endpointOnly,
      }
  }
}
