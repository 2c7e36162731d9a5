import { AwsError } from '../../kernel/aws-error.ts'
import { compilePattern } from '../pattern/compile-pattern.ts'
import { flattenEvent } from '../pattern/flatten-event.ts'
import { parseEvent } from '../pattern/leaf.ts'

const REQUIRED = ['id', 'account', 'source', 'time', 'region', 'detail-type']

export function testEventPattern({ EventPattern, Event }: { EventPattern: string; Event: string }) {
  const pattern = compilePattern(EventPattern)
  return { Result: pattern.matches(flattenEvent(parse(Event))) }
}

function parse(text: string): any {
  const refused = new AwsError('ValidationException', 'Parameter Event is not valid.')
  let event: any
  try {
    event = parseEvent(text)
  } catch {
    throw refused
  }
  const isObject = typeof event === 'object' && event !== null && !Array.isArray(event)
  if (!isObject || REQUIRED.some((name) => !(name in event))) throw refused
  return event
}
