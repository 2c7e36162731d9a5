import type { State } from '../definition/states.ts'
import type { Scope } from '../jsonata/expression.ts'
import type { Branch, Visit } from './run.ts'

interface More {
  result?: any
  errorOutput?: any
  map?: Branch['record']['item']
}

/** `$states` and the variables, as one of the state's fields sees them. */
export const scopeOf = (visit: Visit, more: More = NOTHING_MORE): Scope => new VisitScope(visit, more)

const NOTHING_MORE: More = {}

/** Most expressions look at one member of `$states`; the whole of it is made for those that want more. */
class VisitScope implements Scope {
  readonly #visit: Visit
  readonly #more: More
  #states: Record<string, unknown> | undefined
  #variables: Record<string, unknown> | undefined

  constructor(visit: Visit, more: More) {
    this.#visit = visit
    this.#more = more
  }

  get states(): Record<string, unknown> {
    if (this.#states) return this.#states
    const more = this.#more
    const states: Record<string, unknown> = { input: this.#visit.record.input, context: this.#context() }
    if ('result' in more) states['result'] = more.result
    if ('errorOutput' in more) states['errorOutput'] = more.errorOutput
    this.#states = states
    return states
  }

  get variables(): Record<string, unknown> {
    this.#variables ??= together(this.#visit.outer, this.#visit.record.variables)
    return this.#variables
  }

  state(member: string): unknown {
    if (member === 'input') return this.#visit.record.input
    if (member === 'result') return this.#more.result
    if (member === 'errorOutput') return this.#more.errorOutput
    return this.states[member]
  }

  #context(): Record<string, unknown> {
    return contextOf(this.#visit, this.#more.map)
  }
}

const RETRIED = new Set<State['type']>(['Task', 'Map', 'Parallel'])

/** Whether the context object counts the retries of the state: AWS tells none of states that cannot have any. */
export const isRetried = ({ type }: State): boolean => RETRIED.has(type)
function together(outer: Record<string, unknown>, own: Record<string, unknown>): Record<string, unknown> {
  if (isEmpty(own)) return outer
  return isEmpty(outer) ? own : { ...outer, ...own }
}

function isEmpty(variables: object): boolean {
  for (const _ in variables) return false
  return true
}

/** The context object. */
function contextOf({ run, record, state }: Visit, map = record.item): Record<string, unknown> {
  if (run.context) return run.context
  const { execution } = run
  const context: Record<string, unknown> = {
    Execution: {
      Id: execution.arn,
      Input: run.input,
      Name: execution.name,
      RoleArn: execution.roleArn,
      StartTime: new Date(execution.startDate).toISOString(),
      RedriveCount: execution.redriveCount,
      ...(execution.redriveDate && { RedriveTime: new Date(execution.redriveDate).toISOString() }),
    },
    StateMachine: { Id: execution.machineArn, Name: execution.machineName },
    State: {
      Name: state.name,
      EnteredTime: new Date(record.entered?.at ?? run.kernel.clock.now()).toISOString(),
      ...(isRetried(state) && { RetryCount: record.retryCount ?? 0 }),
    },
  }
  if (record.task?.token) context['Task'] = { Token: record.task.token }
  if (map)
    context['Map'] = {
      Item: { Index: map.index, Value: map.value, ...(map.source !== undefined && { Source: map.source }) },
    }
  return context
}
