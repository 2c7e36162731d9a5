import { Outbox } from '../delivery/outbox.ts'
import type { Kernel, Service } from '../kernel/kernel.ts'
import type { SnsContext } from './context.ts'
import { createDeliver, createGiveUp } from './deliver.ts'
import type { Notification } from './notification.ts'
import { publish } from './operations/publish.ts'
import {
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
  subscribe,
  unsubscribe,
} from './operations/subscriptions.ts'
import { createTopic, deleteTopic, getTopicAttributes, listTopics, setTopicAttributes } from './operations/topics.ts'
import { snsPermissions } from './permissions.ts'
import { TopicBook } from './topic-book.ts'
import { topicPolicy } from './topic-policy.ts'

/** SNS: standard topics that fan out to queues and functions. */
export function createSns(kernel: Kernel): Service {
  const outbox = new Outbox<Notification>(kernel, 'sns.notifications', {
    deliver: createDeliver(kernel),
    giveUp: createGiveUp(kernel),
  })
  const context: SnsContext = { kernel, book: new TopicBook(kernel), outbox }
  return {
    name: 'sns',
    operations: {
      CreateTopic: createTopic(context),
      DeleteTopic: deleteTopic(context),
      GetSubscriptionAttributes: getSubscriptionAttributes(context),
      GetTopicAttributes: getTopicAttributes(context),
      ListSubscriptions: listSubscriptions(context),
      ListSubscriptionsByTopic: listSubscriptionsByTopic(context),
      ListTopics: listTopics(context),
      Publish: publish(context),
      SetSubscriptionAttributes: setSubscriptionAttributes(context),
      SetTopicAttributes: setTopicAttributes(context),
      Subscribe: subscribe(context),
      Unsubscribe: unsubscribe(context),
    },
    permissions: snsPermissions(kernel),
    resourcePolicy: topicPolicy(kernel, context.book),
    start: () => outbox.resume(),
    stop: () => outbox.stop(),
  }
}
