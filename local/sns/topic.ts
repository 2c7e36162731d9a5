export interface Topic {
  arn: string
  name: string
  attributes: Record<string, string>
  tags?: { Key: string; Value: string }[]
}

export interface Subscription {
  arn: string
  topicArn: string
  protocol: 'sqs' | 'lambda' | 'http' | 'https'
  /** The ARN of a queue or a function, or a URL on this machine. */
  endpoint: string
  attributes: Record<string, string>
  /** What an endpoint has to answer with, until it has. */
  token?: string
  confirmedBy?: string
}
