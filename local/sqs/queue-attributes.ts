import { AwsError } from '../kernel/aws-error.ts'
import { isFifo } from './fifo.ts'
import type { Queue } from './queue.ts'
import { checkRedriveAllowPolicy } from './redrive-policy.ts'

const RANGES: Record<string, [number, number]> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
}
const CHOICES: Record<string, string[]> = {
  SqsManagedSseEnabled: ['true', 'false'],
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
}
const OF_FIFO = new Set(['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'])

/** SQS takes `True` and `TRUE` for `true`, and tells them so. */
export const withPlainBooleans = (attributes: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      /^(true|false)$/i.test(value) ? value.toLowerCase() : value,
    ]),
  )

/** Refuses unknown attributes of a queue and impossible values. RedrivePolicy is looked at by itself. */
export function checkAttributes(attributes: Record<string, string>, queue: Queue): void {
  for (const [name, value] of Object.entries(attributes)) {
    const range = RANGES[name]
    if (name === 'FifoQueue') checkType(value, queue)
    else if (OF_FIFO.has(name) && !isFifo(queue)) throw onlyFifo(name)
    else if (range) {
      if (!/^\d+$/.test(value) || Number(value) < range[0] || Number(value) > range[1]) throw invalid(name)
    } else if (CHOICES[name]) {
      if (!CHOICES[name].includes(value)) throw invalid(name)
    } else if (name === 'Policy') checkPolicy(value)
    else if (name === 'RedriveAllowPolicy') {
      if (value !== '') checkRedriveAllowPolicy(value)
    } else if (name !== 'RedrivePolicy' && name !== 'KmsMasterKeyId') throw unknown(name)
  }
}

function checkType(value: string, queue: Queue): void {
  if (!isFifo(queue)) throw unknown('FifoQueue')
  if (value !== 'true') throw invalid('FifoQueue', 'Modifying queue type is not supported')
}

function onlyFifo(name: string): AwsError {
  if (name === 'ContentBasedDeduplication') return unknown(name)
  return new AwsError('InvalidAttributeName', `You can specify the ${name} only when FifoQueue is set to true.`)
}

function checkPolicy(text: string): void {
  if (text === '') return
  try {
    if (JSON.parse(text).Statement) return
  } catch {}
  throw invalid('Policy')
}

const unknown = (name: string) => new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`)

const invalid = (name: string, reason?: string) =>
  new AwsError(
    'InvalidAttributeValue',
    `Invalid value for the parameter ${name}.${reason ? ` Reason: ${reason}.` : ''}`,
  )
