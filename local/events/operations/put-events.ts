import { AwsError } from '../../kernel/aws-error.ts'
import type { EventsContext } from '../context.ts'

/** EventBridge took 256 KiB until January 2026. */
const LARGEST_REQUEST = 1024 * 1024

interface Entry {
  Time?: Date
  Source?: string
  Resources?: string[]
  DetailType?: string
  Detail?: string
  EventBusName?: string
}

export const putEvents =
  ({ kernel, rules, bus }: EventsContext) =>
  ({ Entries }: { Entries: Entry[] }) => {
    if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > LARGEST_REQUEST)
      throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.')
    const results = Entries.map((entry) => {
      const refused = problemWith(entry)
      if (refused) return refused
      const found = rules.findBus(entry.EventBusName)
      // As on AWS, an event for a bus that is not there is taken, and lost.
      if (!found) return { EventId: kernel.requestId() }
      const EventId = bus.take(found.Name, {
        source: entry.Source!,
        detailType: entry.DetailType!,
        resources: entry.Resources ?? [],
        detail: entry.Detail!,
        at: entry.Time?.getTime() ?? kernel.clock.now(),
      })
      return { EventId }
    })
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results }
  }

/** The size that AWS counts: 14 bytes for a time, and the UTF-8 bytes of the texts. */
function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources]
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time ? 14 : 0)
}

function problemWith({ Source, DetailType, Detail }: Entry): { ErrorCode: string; ErrorMessage: string } | undefined {
  const invalid = (ErrorMessage: string) => ({ ErrorCode: 'InvalidArgument', ErrorMessage })
  if (!Source) return invalid('Parameter Source is not valid. Reason: Source is a required argument.')
  if (!DetailType) return invalid('Parameter DetailType is not valid. Reason: DetailType is a required argument.')
  if (!Detail) return invalid('Parameter Detail is not valid. Reason: Detail is a required argument.')
  if (Source.startsWith('aws.'))
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: 'Not authorized for the source.',
    }
  if (!isJsonObject(Detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
  return undefined
}

function isJsonObject(text: string): boolean {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !isDeeperThan(DEEPEST, text)
  } catch {
    return false
  }
}

/** Levels of JSON that EventBridge reads. */
const DEEPEST = 1000

function isDeeperThan(most: number, json: string): boolean {
  if (json.length <= 2 * most) return false
  let depth = 0
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[{}\]]/gs))
    if (token === '{' || token === '[') {
      if (++depth > most) return true
    } else if (token === '}' || token === ']') depth--
  return false
}
