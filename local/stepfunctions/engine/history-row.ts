import type { HistoryRecord } from './history.ts'
import { isKnownPayload } from './payload.ts'

/** A member that no payload has, or the row is written as it is. */
const SHARED = '\u0000shared'

/** What is on disk: where an event refers to a large value, `{ "\0shared": n }` stands for the one in `shared`. */
export interface StoredHistory {
  events: HistoryRecord[]
  shared?: unknown[]
}

/** The events of one turn. A large value that several of them carry, which is the same by reference, is written once. */
export class HistoryRow implements StoredHistory {
  readonly events: HistoryRecord[]

  constructor(first: HistoryRecord) {
    this.events = [first]
  }

  toJSON(): StoredHistory {
    const { events } = this
    const places = new Map<object, number>()
    const shared: unknown[] = []
    const packed = (value: unknown): unknown => {
      if (value === null || typeof value !== 'object') return value
      if (!isKnownPayload(value)) return members(value)
      let place = places.get(value)
      if (place === undefined) {
        place = places.size
        places.set(value, place)
        shared[place] = members(value)
      }
      return { [SHARED]: place }
    }
    // Most of what is large is an array of small things, in which nothing is shared: then it is its own copy.
    const members = (value: any): unknown => {
      if (SHARED in value) throw TAKEN
      let copy: any
      for (const key in value) {
        const member = packed(value[key])
        if (member === value[key]) continue
        copy ??= Array.isArray(value) ? [...value] : { ...value }
        copy[key] = member
      }
      return copy ?? value
    }
    try {
      const rows = events.map((event) => (event.payloads ? { ...event, payloads: members(event.payloads) } : event))
      return { events: rows as HistoryRecord[], ...(shared.length > 0 && { shared }) }
    } catch (error) {
      if (error === TAKEN) return { events }
      throw error
    }
  }
}

const TAKEN = new Error('a payload has such a member itself')

/** The events of a row, as they were. */
export function eventsOf({ events, shared }: StoredHistory): HistoryRecord[] {
  if (!shared) return events
  const restored = (value: any): any => {
    if (value === null || typeof value !== 'object') return value
    if (SHARED in value) return shared[value[SHARED]]
    for (const key of Object.keys(value)) value[key] = restored(value[key])
    return value
  }
  shared.forEach(restored)
  for (const event of events) if (event.payloads) restored(event.payloads)
  return events
}
