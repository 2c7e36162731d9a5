export interface Topic {
  arn: string
  name: string
  attributes: Record<string, string>
}

export interface Subscription {
  arn: string
  topicArn: string
  protocol: 'sqs' | 'lambda'
  /** The ARN of a queue or a function. */
  endpoint: string
  attributes: Record<string, string>
}
