import type { ResourceType } from '../resource-type.ts'

const NUMBERS = ['Threshold', 'Period', 'EvaluationPeriods', 'DatapointsToAlarm']

export const cloudwatchAlarm: ResourceType = {
  async put({ call, kernel, generatedName }, properties, previous) {
    const AlarmName = properties.AlarmName ?? previous?.made.ref ?? generatedName(255)
    const numbers = Object.fromEntries(
      NUMBERS.filter((key) => key in properties).map((key) => [key, Number(properties[key])]),
    )
    await call('cloudwatch', 'PutMetricAlarm', { ...properties, ...numbers, AlarmName })
    return { ref: AlarmName, attributes: { Arn: kernel.arn('cloudwatch', `alarm:${AlarmName}`) } }
  },
  remove: ({ call }, made) => call('cloudwatch', 'DeleteAlarms', { AlarmNames: [made.ref] }),
}
