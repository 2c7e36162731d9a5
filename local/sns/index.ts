import { Outbox } from '../delivery/outbox.ts'
import type { Kernel, Service } from '../kernel/kernel.ts'
import type { SnsContext } from './context.ts'
import { createDeliver, createGiveUp } from './deliver.ts'
import type { Notification } from './notification.ts'
import { confirmSubscription } from './operations/confirm-subscription.ts'
import { addPermission, removePermission } from './operations/permissions.ts'
import { publish } from './operations/publish.ts'
import { publishBatch } from './operations/publish-batch.ts'
import { subscribe } from './operations/subscribe.ts'
import {
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
  unsubscribe,
} from './operations/subscriptions.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { createTopic, deleteTopic, getTopicAttributes, listTopics, setTopicAttributes } from './operations/topics.ts'
import { snsPermissions } from './permissions.ts'
import { TopicBook } from './topic-book.ts'
import { topicPolicy } from './topic-policy.ts'

/** SNS: standard topics that fan out, through filters, to queues, functions and endpoints on this machine. */
export function createSns(kernel: Kernel): Service {
  const outbox = new Outbox<Notification>(kernel, 'sns.notifications', {
    deliver: createDeliver(kernel),
    giveUp: createGiveUp(kernel),
  })
  const context: SnsContext = { kernel, book: new TopicBook(kernel), outbox }
  return {
    name: 'sns',
    operations: {
      AddPermission: addPermission(context),
      ConfirmSubscription: confirmSubscription(context),
      CreateTopic: createTopic(context),
      DeleteTopic: deleteTopic(context),
      GetSubscriptionAttributes: getSubscriptionAttributes(context),
      GetTopicAttributes: getTopicAttributes(context),
      ListSubscriptions: listSubscriptions(context),
      ListSubscriptionsByTopic: listSubscriptionsByTopic(context),
      ListTagsForResource: listTagsForResource(context),
      ListTopics: listTopics(context),
      Publish: publish(context),
      PublishBatch: publishBatch(context),
      RemovePermission: removePermission(context),
      SetSubscriptionAttributes: setSubscriptionAttributes(context),
      SetTopicAttributes: setTopicAttributes(context),
      Subscribe: subscribe(context),
      TagResource: tagResource(context),
      Unsubscribe: unsubscribe(context),
      UntagResource: untagResource(context),
    },
    permissions: snsPermissions(kernel),
    resourcePolicy: topicPolicy(kernel, context.book),
    start: () => outbox.resume(),
    stop: () => outbox.stop(),
  }
}
