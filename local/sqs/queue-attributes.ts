import { AwsError } from '../kernel/aws-error.ts'

const RANGES: Record<string, [number, number]> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
}
const FLAGS = new Set(['SqsManagedSseEnabled'])
const TEXTS = new Set(['Policy', 'RedriveAllowPolicy', 'KmsMasterKeyId'])

/** Refuses unknown attributes of a queue and impossible values. */
export function checkAttributes(attributes: Record<string, string>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const range = RANGES[name]
    if (range) {
      if (!/^\d+$/.test(value) || Number(value) < range[0] || Number(value) > range[1]) throw invalid(name)
    } else if (name === 'RedrivePolicy') checkRedrivePolicy(value)
    else if (FLAGS.has(name)) {
      if (value !== 'true' && value !== 'false') throw invalid(name)
    } else if (name.includes('Fifo') || /Deduplication/.test(name)) {
      if (value !== 'false')
        throw new AwsError('UnsupportedOperation', `The local runtime serves standard queues only: ${name}.`)
    } else if (!TEXTS.has(name)) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`)
  }
}

function checkRedrivePolicy(text: string): void {
  if (text === '') return
  let policy: any
  try {
    policy = JSON.parse(text)
  } catch {
    throw invalid('RedrivePolicy', 'it is not JSON')
  }
  const count = Number(policy.maxReceiveCount)
  if (typeof policy.deadLetterTargetArn !== 'string' || !policy.deadLetterTargetArn.startsWith('arn:'))
    throw invalid('RedrivePolicy', 'deadLetterTargetArn must be the ARN of a queue')
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw invalid('RedrivePolicy', 'maxReceiveCount must be an integer from 1 to 1000')
}

const invalid = (name: string, reason?: string) =>
  new AwsError(
    'InvalidAttributeValue',
    `Invalid value for the parameter ${name}.${reason ? ` Reason: ${reason}.` : ''}`,
  )
