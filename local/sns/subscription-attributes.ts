import { isNested, parseFilterPolicy } from './filter-policy.ts'

const KNOWN = new Set(['RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy', 'DeliveryPolicy'])

export const isSubscriptionAttribute = (name: string) => KNOWN.has(name)

/** Says what is wrong with an attribute's value; undefined when nothing is. `all` are the attributes as they will be. */
export function problemWith(name: string, value: string, all: Record<string, string>): string | undefined {
  switch (name) {
    case 'RawMessageDelivery':
      return /^(true|false)$/i.test(value) ? undefined : `${name}: Invalid value [${value}]. Must be true or false.`
    case 'FilterPolicyScope':
      if (value === 'MessageBody' || value === 'MessageAttributes') return undefined
      return `${name}: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`
    case 'RedrivePolicy':
      return value === '' ? undefined : problemWithRedrive(value)
    case 'FilterPolicy':
      return value === '' ? undefined : problemWithFilter(value, all)
    default:
      return undefined
  }
}

export const NESTED = 'Filter policy scope MessageAttributes does not support nested filter policy'

function problemWithFilter(policy: string, all: Record<string, string>): string | undefined {
  try {
    parseFilterPolicy(policy)
    return all['FilterPolicyScope'] !== 'MessageBody' && isNested(policy) ? NESTED : undefined
  } catch (error) {
    return `FilterPolicy: ${(error as Error).message}`
  }
}

function problemWithRedrive(text: string): string | undefined {
  let policy: any
  try {
    policy = JSON.parse(text)
  } catch (error) {
    return `RedrivePolicy: failed to parse JSON. ${(error as Error).message}`
  }
  const target = policy?.deadLetterTargetArn
  if (typeof target !== 'string' || !/^arn:aws:sqs:[^:]+:\d{12}:[^:]+$/.test(target))
    return 'RedrivePolicy: deadLetterTargetArn is an invalid arn'
  return target.endsWith('.fifo') ? 'RedrivePolicy: must use a standard queue as DLQ for a standard topic' : undefined
}
