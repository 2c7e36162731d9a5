import { randomUUID } from 'node:crypto'
import type { SnsContext } from '../context.ts'
import { sendConfirmation } from '../http-endpoint.ts'
import { invalid } from '../sns-error.ts'
import { isSubscriptionAttribute, NESTED, problemWith } from '../subscription-attributes.ts'
import type { Subscription } from '../topic.ts'
import { topicOf } from './publish.ts'

const NOT_SERVED = new Set(['email', 'email-json', 'sms', 'application', 'firehose'])

export const subscribe =
  (context: SnsContext) =>
  ({ TopicArn, Protocol, Endpoint = '', Attributes: given = {}, ReturnSubscriptionArn }: any) => {
    const { kernel, book } = context
    const Attributes = plain(given)
    topicOf(context, TopicArn)
    checkEndpoint(Protocol, Endpoint)
    checkAttributes(given)
    const known = book.subscriptionsOf(TopicArn).find((one) => one.protocol === Protocol && one.endpoint === Endpoint)
    if (known) {
      if (Object.entries(Attributes).some(([name, value]) => (known.attributes[name] ?? DEFAULTS[name]) !== value))
        throw invalid('Attributes Reason: Subscription already exists with different attributes')
      return { SubscriptionArn: answered(known, ReturnSubscriptionArn) }
    }
    const pending = Protocol === 'http' || Protocol === 'https'
    const subscription: Subscription = {
      arn: `${TopicArn}:${randomUUID()}`,
      topicArn: TopicArn,
      protocol: Protocol,
      endpoint: Endpoint,
      attributes: Attributes,
      ...(pending && { token: kernel.requestId().replaceAll('-', '').repeat(8) }),
    }
    book.subscribe(subscription)
    if (pending) sendConfirmation(context, subscription)
    return { SubscriptionArn: answered(subscription, ReturnSubscriptionArn) }
  }

/** What a subscription has where nothing was said. */
const DEFAULTS: Record<string, string> = { RawMessageDelivery: 'false', FilterPolicyScope: 'MessageAttributes' }

/** As they are kept: `True` is `true`, and an empty one is none. */
const plain = (attributes: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, name === 'RawMessageDelivery' ? value.toLowerCase() : value]),
  )

const answered = ({ arn, token }: Subscription, wanted: boolean | undefined) =>
  token && !wanted ? 'pending confirmation' : arn

function checkEndpoint(protocol: string, endpoint: string): void {
  if (NOT_SERVED.has(protocol))
    throw invalid(`the local runtime delivers to sqs, lambda, http and https, not to ${protocol}`)
  if (protocol === 'http' || protocol === 'https') {
    const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
    if (url?.protocol !== `${protocol}:`) throw invalid('Endpoint must match the specified protocol')
    if (!['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname))
      throw invalid(`the local runtime calls nobody but this machine, not ${url.hostname}`)
    return
  }
  if (protocol !== 'sqs' && protocol !== 'lambda')
    throw invalid(`Amazon SNS does not support this protocol string: ${protocol}`)
  if (!endpoint.startsWith(`arn:aws:${protocol}:`))
    throw invalid(`${protocol === 'sqs' ? 'SQS' : 'Lambda'} endpoint ARN`)
  if (endpoint.endsWith('.fifo'))
    throw invalid('Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics')
}

function checkAttributes(attributes: Record<string, string>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!isSubscriptionAttribute(name)) throw invalid('AttributeName')
    const problem = problemWith(name, value, attributes)
    if (problem) throw invalid(problem === NESTED ? problem : `Attributes Reason: ${problem}`)
  }
}
