import type { Kernel } from '../kernel/kernel.ts'
import { isFifo } from './fifo.ts'
import type { Queue } from './queue.ts'
import type { QueueStore } from './queue-store.ts'
import { invalidParameter } from './sqs-error.ts'

const MOST_SOURCES = 10

/** Refuses a RedrivePolicy that names no count or queue, a queue of another type, or one that will not have it. */
export function checkRedrivePolicy(kernel: Kernel, store: QueueStore, queue: Queue, text: string): void {
  const refuse = (reason: string) =>
    invalidParameter(`Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}.`)
  const policy = parsed(text)
  if (!policy) throw refuse('Redrive policy is not a valid JSON map')
  for (const name of ['maxReceiveCount', 'deadLetterTargetArn'])
    if (policy[name] === undefined) throw refuse(`Redrive policy does not contain mandatory attribute: ${name}`)
  const count = Number(policy.maxReceiveCount)
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw refuse(
      `Invalid value for maxReceiveCount: ${policy.maxReceiveCount}, valid values are from 1 to 1000 both inclusive`,
    )
  const [, service, name] = /^arn:aws:(sqs):[^:]*:[^:]*:([^:]+)$/.exec(String(policy.deadLetterTargetArn)) ?? []
  const target = service && store.find(name!)
  if (!target) throw refuse('Dead letter target does not exist')
  if (isFifo(target) !== isFifo(queue)) throw refuse('Dead-letter queue must be same type of queue as the source')
  if (!allows(target, kernel.arn('sqs', queue.name)))
    throw refuse('The dead letter target does not allow this queue as a source')
}

/** `{"redrivePermission": "allowAll" | "denyAll" | "byQueue", "sourceQueueArns": [...]}` */
export function checkRedriveAllowPolicy(text: string): void {
  const refuse = (reason: string) =>
    invalidParameter(`Value ${text} for parameter RedriveAllowPolicy is invalid. Reason: ${reason}.`)
  const policy = parsed(text)
  if (!policy || !['allowAll', 'denyAll', 'byQueue'].includes(policy.redrivePermission))
    throw refuse('redrivePermission must be allowAll, denyAll or byQueue')
  const sources = policy.sourceQueueArns
  if (policy.redrivePermission !== 'byQueue') {
    if (sources !== undefined) throw refuse('sourceQueueArns is for redrivePermission byQueue')
  } else if (!Array.isArray(sources) || sources.length < 1 || sources.length > MOST_SOURCES)
    throw refuse(`byQueue needs 1 to ${MOST_SOURCES} sourceQueueArns`)
}

function allows({ attributes }: Queue, sourceArn: string): boolean {
  if (!attributes.RedriveAllowPolicy) return true
  const { redrivePermission, sourceQueueArns = [] } = JSON.parse(attributes.RedriveAllowPolicy)
  return redrivePermission === 'allowAll' || (redrivePermission === 'byQueue' && sourceQueueArns.includes(sourceArn))
}

function parsed(text: string): any {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
