import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import type { Subscription, Topic } from './topic.ts'

/** Topics and subscriptions, kept. */
export class TopicBook {
  readonly #topics: Table<Topic>
  readonly #subscriptions: Table<Subscription>

  constructor(kernel: Kernel) {
    this.#topics = kernel.store.table<Topic>('sns.topics')
    this.#subscriptions = kernel.store.table<Subscription>('sns.subscriptions')
  }

  find(arn: string): Topic | undefined {
    return this.#topics.get(arn)
  }

  get(arn: string): Topic {
    const topic = this.#topics.get(arn)
    if (!topic) throw new AwsError('NotFoundException', 'Topic does not exist', 404)
    return topic
  }

  topics(): Topic[] {
    return [...this.#topics.values()]
  }

  put(topic: Topic): void {
    this.#topics.put(topic.arn, topic)
  }

  deleteTopic(arn: string): void {
    for (const subscription of this.subscriptionsOf(arn)) this.unsubscribe(subscription.arn)
    this.#topics.delete(arn)
  }

  subscriptions(): Subscription[] {
    return [...this.#subscriptions.values()]
  }

  subscriptionsOf(topicArn: string): Subscription[] {
    return this.subscriptions().filter((subscription) => subscription.topicArn === topicArn)
  }

  subscription(arn: string): Subscription {
    const subscription = this.#subscriptions.get(arn)
    if (!subscription) throw new AwsError('NotFoundException', 'Subscription does not exist', 404)
    return subscription
  }

  subscribe(subscription: Subscription): void {
    this.#subscriptions.put(subscription.arn, subscription)
  }

  unsubscribe(arn: string): void {
    this.#subscriptions.delete(arn)
  }
}
