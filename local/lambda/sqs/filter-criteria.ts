import { type CompiledPattern, compilePattern } from '../../events/pattern/compile-pattern.ts'
import { flattenEvent } from '../../events/pattern/flatten-event.ts'
import { parseEvent } from '../../events/pattern/leaf.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { invalidParameter } from '../find-function.ts'
import { type Message, sqsRecord } from './sqs-event.ts'

/** The quota that every account begins with. */
const MOST_FILTERS = 5

/** The patterns of a FilterCriteria as the mapping keeps them. Refuses as CreateEventSourceMapping does. */
export function filterPatterns(criteria: { Filters?: { Pattern?: string }[] }): string[] {
  const filters = criteria.Filters ?? []
  if (filters.length > MOST_FILTERS)
    throw invalidParameter(`The number of filters exceeds the limit of ${MOST_FILTERS} for an event source mapping.`)
  return filters.map(({ Pattern }) => {
    try {
      compilePattern(Pattern ?? '')
      return Pattern!
    } catch {
      throw invalidParameter('Invalid filter pattern definition.')
    }
  })
}

/** Tells the messages that satisfy one of the patterns from those that Lambda discards. */
export class MessageFilter {
  readonly #kernel: Kernel
  readonly #patterns: CompiledPattern[]

  constructor(kernel: Kernel, patterns: string[]) {
    this.#kernel = kernel
    this.#patterns = patterns.map(compilePattern)
  }

  passes(message: Message): boolean {
    if (this.#patterns.length === 0) return true
    const { body, eventSource: _, eventSourceARN: __, awsRegion: ___, ...record } = sqsRecord(this.#kernel, '', message)
    const event = flattenEvent({ ...record, body: readable(body) })
    return this.#patterns.some((pattern) => pattern.matches(event))
  }
}

/** A pattern for text never matches a JSON body, nor a pattern for members a text. */
function readable(body: string): unknown {
  if (!/^\s*[[{]/.test(body)) return body
  try {
    return parseEvent(body)
  } catch {
    return body
  }
}
