import { expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createCloudWatch } from '#local/cloudwatch/index.ts'
import { createSqs } from '#local/sqs/index.ts'
import { serve } from '#test/support/kernel.ts'

it('an alarm on a dead-letter queue rises with the first letter and falls when it is gone', async () => {
  const clock = new VirtualClock({ auto: false, start: Date.UTC(2026, 0, 1) })
  const served = await serve({ clock })
  const { kernel } = served
  for (const service of [createSqs(kernel), createCloudWatch(kernel)]) kernel.register(service)
  const call = (service: string, operation: string, input: object) =>
    kernel.call(service, operation, input, kernel.root)
  await call('sqs', 'CreateQueue', { QueueName: 'dead' })
  await call('cloudwatch', 'PutMetricAlarm', {
    AlarmName: 'letters',
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: 'dead' }],
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    TreatMissingData: 'notBreaching',
  })
  const state = async () => (await call('cloudwatch', 'DescribeAlarms', {})).MetricAlarms[0].StateValue
  const QueueUrl = 'http://local/000000000000/dead'
  await call('sqs', 'SendMessage', { QueueUrl, MessageBody: 'x' })
  await clock.advance(180_000)
  expect(await state()).toBe('ALARM')
  const { Messages } = await call('sqs', 'ReceiveMessage', { QueueUrl })
  await call('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle })
  await clock.advance(300_000)
  expect(await state()).toBe('OK')
  await served.close()
})
