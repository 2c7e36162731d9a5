import type { Condition } from '../events/pattern/condition.ts'
import { flattenEvent } from '../events/pattern/flatten-event.ts'
import { numberOf, parseEvent } from '../events/pattern/leaf.ts'
import { matchesAlternative } from '../events/pattern/match-alternative.ts'
import { type Alternative, parsePattern } from '../events/pattern/parse-pattern.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { PublishedMessage } from './notification.ts'
import type { Subscription } from './topic.ts'

const MOST_KEYS = 5
const MOST_COMBINATIONS = 150

/** Reads a filter policy. Throws an Error that says what SNS says after `FilterPolicy: `. */
export function parseFilterPolicy(text: string): Alternative[] {
  const alternatives = parsed(text)
  for (const alternative of alternatives) {
    if (alternative.size > MOST_KEYS) throw new Error(`Filter policy can not have more than ${MOST_KEYS} keys`)
    let combinations = 1
    for (const [path, conditions] of alternative) {
      combinations *= conditions.length * path.split('.').length
      for (const condition of conditions) checkAnythingBut(condition)
    }
    if (combinations > MOST_COMBINATIONS) throw new Error('Filter policy is too complex')
  }
  return alternatives
}

export const isNested = (text: string) =>
  Object.entries(JSON.parse(text)).some(([name, value]) => name !== '$or' && !Array.isArray(value))

function parsed(text: string): Alternative[] {
  try {
    JSON.parse(text)
  } catch (error) {
    throw new Error(`failed to parse JSON. ${(error as Error).message}`)
  }
  // SNS takes the policy that lets everything through, and which is no event pattern.
  if (/^\s*\{\s*\}\s*$/.test(text)) return [new Map()]
  try {
    return parsePattern(text)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new Error(error.message.replace('Event pattern is not valid. Reason: ', ''))
  }
}

/** SNS knows `anything-but` of values and of beginnings. */
function checkAnythingBut(condition: Condition): void {
  if (condition.kind !== 'anything-but') return
  for (const { kind } of condition.but)
    if (kind !== 'equals' && kind !== 'prefix') throw new Error(`Unsupported anything-but pattern: ${kind}`)
}

/** Whether a message goes to a subscription. */
export function passesFilter({ attributes }: Subscription, message: PublishedMessage): boolean {
  const { FilterPolicy, FilterPolicyScope } = attributes
  if (!FilterPolicy) return true
  const facts = FilterPolicyScope === 'MessageBody' ? bodyOf(message) : attributesOf(message)
  if (facts === undefined) return false
  const flat = flattenEvent(facts)
  return parseFilterPolicy(FilterPolicy).some((alternative) => matchesAlternative(alternative, flat))
}

/** The message as JSON; undefined for what is no object of it. */
function bodyOf({ message }: PublishedMessage): object | undefined {
  try {
    const body = parseEvent(message)
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : undefined
  } catch {
    return undefined
  }
}

function attributesOf({ attributes }: PublishedMessage): Record<string, unknown> {
  const values = Object.entries(attributes).map(([name, { DataType, StringValue = '' }]): [string, unknown] => {
    if (DataType === 'String.Array') return [name, listOf(StringValue)]
    if (DataType.startsWith('Number')) return [name, numberOf(StringValue)]
    return [name, DataType.startsWith('String') ? StringValue : []]
  })
  return Object.fromEntries(values)
}

function listOf(text: string): unknown[] {
  try {
    const list = parseEvent(text)
    return Array.isArray(list) ? list : []
  } catch {
    return []
  }
}
