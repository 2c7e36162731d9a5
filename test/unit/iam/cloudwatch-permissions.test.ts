import { expect, test } from 'vitest'
import { cloudWatchPermissions } from '#local/cloudwatch/permissions.ts'
import type { Kernel } from '#local/kernel/kernel.ts'

const kernel: Pick<Kernel, 'arn' | 'account'> = {
  account: '1',
  arn: (service, name) => `arn:aws:${service}:eu:1:${name}`,
}
const resources = (operation: string, input: object) =>
  cloudWatchPermissions(kernel as Kernel)(operation, input).map(({ resource }) => resource)

test('listing alarms asks for all of them, and naming some for those', () => {
  expect(resources('DescribeAlarms', { AlarmNamePrefix: 'late' })).toEqual(['arn:aws:cloudwatch:eu:1:alarm:*'])
  expect(resources('DescribeAlarms', { AlarmNames: ['late'] })).toEqual(['arn:aws:cloudwatch:eu:1:alarm:late'])
  expect(resources('GetMetricData', {})).toEqual(['*'])
})
