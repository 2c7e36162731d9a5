import type {
  MetricType,
  TargetTrackingMetricDataQuery,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling'
import { durationSeconds } from '#shared/manifest/duration.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { endpointMetric } from './endpoint-metric.ts'
import { targetValue } from './target-value.ts'

type Target = NonNullable<NonNullable<Manifest['scale']>['target']>

const predefined: Partial<Record<Target['metric'], MetricType>> = {
  invocationsPerInstance: 'SageMakerVariantInvocationsPerInstance',
  concurrency: 'SageMakerVariantConcurrentRequestsPerModelHighResolution',
  provisionedConcurrency: 'SageMakerVariantProvisionedConcurrencyUtilization',
}

/** The configuration of target tracking, with the metric that AWS has ready where it has one. */
export function targetConfiguration(
  target: Target,
  endpoint: string,
  variant: string,
): TargetTrackingScalingPolicyConfiguration {
  const { metric, custom } = target
  const common = {
    ScaleInCooldown: durationSeconds(target.scaleInCooldown),
    ScaleOutCooldown: durationSeconds(target.scaleOutCooldown),
    DisableScaleIn: !target.scaleIn,
  }
  const ready = predefined[metric]
  if (ready)
    return {
      TargetValue: targetValue(target),
      PredefinedMetricSpecification: { PredefinedMetricType: ready },
      ...common,
    }
  if (metric === 'custom') {
    return {
      TargetValue: targetValue(target),
      CustomizedMetricSpecification: customMetric(custom!, endpoint, variant),
      ...common,
    }
  }
  const { factor, ...specification } = endpointMetric(
    metric as 'cpu' | 'latency' | 'backlogPerInstance',
    endpoint,
    variant,
  )
  return { TargetValue: targetValue(target) * factor, CustomizedMetricSpecification: specification, ...common }
}

type Custom = NonNullable<Target['custom']>

function customMetric(
  { namespace, name, statistic, unit, dimensions, math }: Custom,
  endpoint: string,
  variant: string,
) {
  if (math) return { Metrics: math.map((term, index) => termOf(term, index === math.length - 1)) }
  return {
    Namespace: namespace!,
    MetricName: name!,
    Statistic: statistic,
    ...(unit !== undefined && { Unit: unit }),
    Dimensions: dimensionsOf(dimensions ?? { EndpointName: endpoint, VariantName: variant }),
  }
}

function termOf(
  { id, expression, namespace, name, statistic, dimensions }: NonNullable<Custom['math']>[number],
  returns: boolean,
): TargetTrackingMetricDataQuery {
  if (expression !== undefined) return { Id: id, Expression: expression, ReturnData: returns }
  const Metric = { Namespace: namespace!, MetricName: name!, Dimensions: dimensionsOf(dimensions ?? {}) }
  return { Id: id, MetricStat: { Metric, Stat: statistic! }, ReturnData: returns }
}

function dimensionsOf(dimensions: Record<string, string>) {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
}
