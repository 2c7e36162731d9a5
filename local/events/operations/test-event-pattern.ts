import { AwsError } from '../../kernel/aws-error.ts'
import { compilePattern } from '../pattern/compile-pattern.ts'
import { flattenEvent } from '../pattern/flatten-event.ts'
import { parseJsonKeepingNumbers } from '../pattern/json-tokens.ts'

const REQUIRED = ['id', 'account', 'source', 'time', 'region', 'detail-type']

export function testEventPattern({ EventPattern, Event }: { EventPattern: string; Event: string }) {
  const pattern = compilePattern(EventPattern)
  return { Result: pattern.matches(flattenEvent(parse(Event))) }
}

function parse(text: string): any {
  const refuse = (reason: string) =>
    new AwsError('ValidationException', `Parameter Event is not valid. Reason: ${reason}`)
  let event: any
  try {
    event = parseJsonKeepingNumbers(text)
  } catch (error) {
    throw refuse((error as Error).message)
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) throw refuse('it must be a JSON object')
  const missing = REQUIRED.find((name) => !(name in event))
  if (missing) throw refuse(`${missing} is required`)
  return event
}
