import type { CloudWatchService } from '../../cloudwatch/index.ts'
import type { AutoScalingContext } from '../context.ts'
import { asked } from '../filter.ts'
import { pageOf } from '../page-of.ts'

export const describeScalingPolicies =
  ({ kernel, book }: AutoScalingContext) =>
  (input: any) => {
    const { PolicyNames } = input
    const wanted = book
      .policies()
      .filter(asked(input))
      .filter(({ PolicyName }) => !PolicyNames?.length || PolicyNames.includes(PolicyName))
    const { items, NextToken } = pageOf(wanted, input)
    const cloudwatch = kernel.service('cloudwatch') as CloudWatchService
    const ScalingPolicies = items.map(({ createdBy: _createdBy, CreationTime, ...policy }) => ({
      ...policy,
      CreationTime: new Date(CreationTime),
      Alarms: cloudwatch.alarmsCalling(policy.PolicyARN).map(({ name, arn }) => ({ AlarmName: name, AlarmARN: arn })),
    }))
    return { ScalingPolicies, NextToken }
  }
