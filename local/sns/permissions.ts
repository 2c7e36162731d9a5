import type { Kernel, Permission } from '../kernel/kernel.ts'

/** Actions and resources of SNS, as the Service Authorization Reference lists them. */
export const snsPermissions =
  (kernel: Kernel) =>
  (operation: string, input: any): Permission[] => {
    const topicOfSubscription = input.SubscriptionArn?.split(':').slice(0, 6).join(':')
    const created = operation === 'CreateTopic' ? kernel.arn('sns', input.Name) : undefined
    const resource = input.TopicArn ?? input.ResourceArn ?? input.TargetArn ?? topicOfSubscription ?? created ?? '*'
    return [{ action: `sns:${operation === 'PublishBatch' ? 'Publish' : operation}`, resource }]
  }
