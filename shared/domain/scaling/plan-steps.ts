import type { StepScalingPolicyConfiguration } from '@aws-sdk/client-application-auto-scaling'
import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import { endpointMetric } from './endpoint-metric.ts'
import type { StepPolicy } from './step-policies.ts'

/** A step policy and the alarm that calls it: the ARN of the policy is known when it was put, and is the alarm's action. */
export interface PlannedStep {
  name: string
  configuration: StepScalingPolicyConfiguration
  alarm: PutMetricAlarmCommandInput
}

const adjustments = {
  instances: 'ChangeInCapacity',
  percent: 'PercentChangeInCapacity',
  exact: 'ExactCapacity',
} as const

/** What a name of the line is called in the account. */
type Naming = (name: string) => string

export function planStep(policy: StepPolicy, own: Naming, endpoint: string, variant: string): PlannedStep {
  const { metric, direction, threshold, minutes, cooldown, adjust, steps } = policy
  if (metric === 'provisionedConcurrency') throw new RangeError('provisioned concurrency has no steps')
  const { factor, ...where } = endpointMetric(metric, endpoint, variant)
  const name = own(`${metric}-${direction}`)
  const bounds = steps.map(({ from, change }, index) => {
    const to = steps[index + 1]?.from
    const [near, far] = [from * factor, to === undefined ? undefined : to * factor]
    const interval =
      direction === 'above'
        ? { MetricIntervalLowerBound: near, ...(far !== undefined && { MetricIntervalUpperBound: far }) }
        : // Not `-near` alone: that of 0 would be -0.
          { MetricIntervalUpperBound: 0 - near, ...(far !== undefined && { MetricIntervalLowerBound: 0 - far }) }
    return { ...interval, ScalingAdjustment: change }
  })
  return {
    name,
    configuration: {
      AdjustmentType: adjustments[adjust],
      StepAdjustments: bounds,
      Cooldown: cooldown,
      MetricAggregationType: where.Statistic === 'Maximum' ? 'Maximum' : 'Average',
    },
    alarm: {
      AlarmName: name,
      AlarmDescription: `Scales ${endpoint}.`,
      ...where,
      Period: 60,
      EvaluationPeriods: minutes,
      DatapointsToAlarm: minutes,
      Threshold: threshold * factor,
      ComparisonOperator: direction === 'above' ? 'GreaterThanOrEqualToThreshold' : 'LessThanOrEqualToThreshold',
      TreatMissingData: 'missing',
    },
  }
}

/** What brings an asynchronous endpoint back from zero instances: no metric per instance is there by then. */
export function planReturn(own: Naming, endpoint: string): PlannedStep {
  const name = own('from-zero')
  return {
    name,
    configuration: {
      AdjustmentType: 'ChangeInCapacity',
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      Cooldown: 150,
      MetricAggregationType: 'Average',
    },
    alarm: {
      AlarmName: name,
      AlarmDescription: `Brings ${endpoint} back from zero instances.`,
      Namespace: 'AWS/SageMaker',
      MetricName: 'HasBacklogWithoutCapacity',
      Statistic: 'Average',
      Dimensions: [{ Name: 'EndpointName', Value: endpoint }],
      Period: 60,
      EvaluationPeriods: 2,
      DatapointsToAlarm: 2,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'missing',
    },
  }
}
