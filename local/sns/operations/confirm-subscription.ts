import { AwsError } from '../../kernel/aws-error.ts'
import type { SnsContext } from '../context.ts'
import { invalid } from '../sns-error.ts'

export const confirmSubscription =
  ({ book }: SnsContext) =>
  ({ TopicArn, Token }: any) => {
    const subscription = book.subscriptionsOf(TopicArn).find((one) => one.token === Token || one.confirmedBy === Token)
    if (!subscription && !/^[0-9a-f]{64,}$/.test(Token))
      throw new AwsError('InvalidParameterException', 'Invalid token')
    if (!subscription) throw invalid('Token')
    if (subscription.token) {
      const { token, ...confirmed } = subscription
      book.subscribe({ ...confirmed, confirmedBy: token })
    }
    return { SubscriptionArn: subscription.arn }
  }
