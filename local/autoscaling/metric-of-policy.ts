import type { ScalingPolicy, TargetTracking } from './records.ts'
import { refuse, variantOf } from './target-name.ts'
import { isInstances } from './variant-capacity.ts'

interface Predefined {
  MetricName: string
  Statistic: string
  /** Seconds. */
  Period: number
  ofInstances: boolean
}

const PREDEFINED: Record<string, Predefined> = {
  SageMakerVariantInvocationsPerInstance: {
    MetricName: 'InvocationsPerInstance',
    Statistic: 'Sum',
    Period: 60,
    ofInstances: true,
  },
  SageMakerVariantConcurrentRequestsPerModelHighResolution: {
    MetricName: 'ConcurrentRequestsPerModel',
    Statistic: 'Maximum',
    Period: 10,
    ofInstances: true,
  },
  SageMakerVariantProvisionedConcurrencyUtilization: {
    MetricName: 'ServerlessProvisionedConcurrencyUtilization',
    Statistic: 'Average',
    Period: 60,
    ofInstances: false,
  },
}

/** The part of an alarm that says what it watches, and the seconds of its periods. */
export function metricOfPolicy(policy: ScalingPolicy): { watched: object; period: number } {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized } =
    policy.TargetTrackingScalingPolicyConfiguration!
  if (customized) return { watched: customMetric(customized), period: 60 }
  const { MetricName, Statistic, Period } = PREDEFINED[predefined!.PredefinedMetricType]!
  const { endpoint, variant } = variantOf(policy)
  const Dimensions = [
    { Name: 'EndpointName', Value: endpoint },
    { Name: 'VariantName', Value: variant },
  ]
  return { watched: { Namespace: 'AWS/SageMaker', MetricName, Dimensions, Statistic, Period }, period: Period }
}

function customMetric({ Metrics, MetricName, Namespace, Dimensions, Statistic, Unit }: Record<string, any>): object {
  if (!Metrics) return { MetricName, Namespace, Dimensions, Statistic, Unit, Period: 60 }
  const queries = Metrics.map(({ Id, Label, Expression, ReturnData, MetricStat }: any) => ({
    Id,
    Label,
    Expression,
    ReturnData,
    MetricStat: MetricStat && { ...MetricStat, Period: 60 },
  }))
  return { Metrics: queries }
}

/** Refuses a metric that is none, or that the dimension does not have. */
export function checkMetric(
  policy: ScalingPolicy,
  { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized }: TargetTracking,
): void {
  if (Boolean(predefined) === Boolean(customized))
    throw refuse('Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified')
  if (predefined) {
    const known = PREDEFINED[predefined.PredefinedMetricType]
    if (!known || known.ofInstances !== isInstances(policy))
      throw refuse(
        `Predefined metric type ${predefined.PredefinedMetricType} is not supported for scalable dimension ${policy.ScalableDimension}`,
      )
    if (predefined.ResourceLabel) throw refuse('ResourceLabel is only supported for ALBRequestCountPerTarget')
    return
  }
  const { Metrics, MetricName, Namespace, Statistic } = customized!
  if (Metrics ? MetricName || Namespace || Statistic : !(MetricName && Namespace && Statistic))
    throw refuse('CustomizedMetricSpecification must have either Metrics, or MetricName, Namespace and Statistic')
}
