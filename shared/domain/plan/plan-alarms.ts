import type { MetricDataQuery, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import { alarmName, endpointName } from '../names.ts'
import { type Draft, lineTags } from './draft.ts'
import { servingVariant } from './variants.ts'

const period = 60
const namespace = 'AWS/SageMaker'

/** Every alarm that takes the new version back, by name: those of `guard`, and the line's own. */
export function alarmsOf(draft: Draft): string[] {
  const made = planAlarms(draft).map(({ AlarmName }) => AlarmName!)
  return [...made, ...draft.manifest.deploy.alarms]
}

/** The alarms of `guard`, over the new config alone: what the old fleet does wrong is not the new version's fault. */
export function planAlarms(draft: Draft): PutMetricAlarmCommandInput[] {
  const { manifest, facts } = draft
  if (manifest.deploy.mode === 'batch') return []
  const { errorPercent, p99Milliseconds } = manifest.deploy.guard
  return [
    {
      ...common(draft, 'errors'),
      AlarmDescription: `More than ${errorPercent} of a hundred requests to ${endpointName(facts.stage, manifest.model)} fail.`,
      Metrics: errorPercentage(draft),
      Threshold: errorPercent,
    },
    {
      ...common(draft, 'latency'),
      AlarmDescription: `One of a hundred requests to ${endpointName(facts.stage, manifest.model)} takes the model longer than ${p99Milliseconds} ms.`,
      Namespace: namespace,
      MetricName: 'ModelLatency',
      Dimensions: dimensions(draft),
      ExtendedStatistic: 'p99',
      Period: period,
      // SageMaker counts in microseconds.
      Threshold: p99Milliseconds * 1000,
    },
  ]
}

function common({ manifest, facts, name }: Draft, what: 'errors' | 'latency') {
  const { periods } = manifest.deploy.guard
  return {
    AlarmName: alarmName(facts.stage, manifest.model, what, name('config')),
    EvaluationPeriods: periods,
    DatapointsToAlarm: periods,
    ComparisonOperator: 'GreaterThanThreshold' as const,
    TreatMissingData: 'notBreaching',
    Tags: lineTags(facts.stage, manifest.model),
  }
}

/**
 * A model's errors are all its answers but 2xx, and sockets that broke: less the 4xx, for which the caller is to blame,
 * they are the failed ones. Asynchronous endpoints publish no Invocations; the average of a metric that is 0 or 1 for
 * each request is their share.
 */
function errorPercentage(draft: Draft): MetricDataQuery[] {
  if (draft.manifest.deploy.mode === 'async') {
    const share = metric(draft, 'failed', 'Invocation5XXErrors', 'Average')
    return [expression('percent', '100 * failed'), share]
  }
  const counted = [
    metric(draft, 'all', 'Invocations', 'Sum'),
    metric(draft, 'server', 'Invocation5XXErrors', 'Sum'),
    metric(draft, 'model', 'InvocationModelErrors', 'Sum'),
    metric(draft, 'caller', 'Invocation4XXErrors', 'Sum'),
  ]
  const failed = 'MAX([FILL(server, 0), FILL(model, 0) - FILL(caller, 0)])'
  return [expression('percent', `100 * ${failed} / all`), ...counted]
}

function expression(Id: string, Expression: string): MetricDataQuery {
  return { Id, Expression, Label: 'Failed requests among a hundred', ReturnData: true }
}

function metric(draft: Draft, Id: string, MetricName: string, Stat: 'Sum' | 'Average'): MetricDataQuery {
  const Metric = { Namespace: namespace, MetricName, Dimensions: dimensions(draft) }
  return { Id, MetricStat: { Metric, Period: period, Stat }, ReturnData: false }
}

/** Only fleets of instances are told apart by config; a serverless endpoint has none beside the one that serves. */
function dimensions({ manifest, facts, name }: Draft) {
  const endpoint = [
    { Name: 'EndpointName', Value: endpointName(facts.stage, manifest.model) },
    { Name: 'VariantName', Value: servingVariant },
  ]
  if (manifest.deploy.mode === 'serverless') return endpoint
  return [...endpoint, { Name: 'EndpointConfigName', Value: name('config') }]
}
