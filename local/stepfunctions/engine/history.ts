import { StateFailure } from './failure.ts'

/** AWS ends an execution whose history is this long. */
const HISTORY_LIMIT = 25_000

/** One event. Payloads are kept as they are and become text only when somebody reads them. */
export interface HistoryRecord {
  id: number
  previous: number
  type: string
  at: number
  details?: Record<string, any> | undefined
  payloads?: Record<string, any> | undefined
  /** The input of an execution, as the text that it came as. */
  input?: string | undefined
}

const NOTHING_MORE: { final?: boolean; input?: string } = {}

/** The events of one execution, in order. */
export class History {
  readonly events: HistoryRecord[] = []
  readonly #now: () => number
  readonly #keep: ((event: HistoryRecord) => void) | undefined

  constructor(now: () => number, keep?: (event: HistoryRecord) => void) {
    this.#now = now
    this.#keep = keep
  }

  /** Returns the id of the event, which was now where no time is given. The last place is kept for the event that ends the execution. */
  append(
    type: string,
    previous: number,
    details?: Record<string, any>,
    payloads?: Record<string, any>,
    at = this.#now(),
    { final = false, input }: { final?: boolean; input?: string } = NOTHING_MORE,
  ): number {
    if (!final && this.events.length >= HISTORY_LIMIT - 1)
      throw new StateFailure(
        'States.Runtime',
        `The execution reached the maximum number of history events (${HISTORY_LIMIT}).`,
      )
    const id = this.events.length + 1
    const event: HistoryRecord = { id, previous, type, at, details, payloads, input }
    this.events.push(event)
    this.#keep?.(event)
    return id
  }
}

const WITHOUT_DETAILS =
  /^(TaskStateAborted|WaitStateAborted|MapStateAborted|ParallelStateAborted|ParallelState(Started|Succeeded|Failed)|MapState(Succeeded|Failed)|LambdaFunctionStarted)$/

/** An event as GetExecutionHistory answers it. */
export function describeEvent(event: HistoryRecord, includeData: boolean): Record<string, unknown> {
  const described: Record<string, unknown> = {
    timestamp: new Date(event.at),
    type: event.type,
    id: event.id,
    previousEventId: event.previous,
  }
  if (WITHOUT_DETAILS.test(event.type)) return described
  const details: Record<string, unknown> = { ...event.details }
  if (!includeData && 'cause' in details) delete details['cause']
  if (event.input !== undefined) {
    if (includeData) details['input'] = event.input
    details['inputDetails'] = { truncated: false }
  }
  for (const [name, value] of Object.entries(event.payloads ?? {})) {
    if (includeData) details[name] = name === 'assignedVariables' ? eachAsText(value) : asText(value)
    if (name !== 'parameters') details[`${name}Details`] = { truncated: false }
  }
  described[detailsMember(event.type)] = details
  return described
}

function detailsMember(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails'
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails'
  return `${type[0]!.toLowerCase()}${type.slice(1)}EventDetails`
}

const asText = (value: unknown) => JSON.stringify(value)
const eachAsText = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asText(value)]))
