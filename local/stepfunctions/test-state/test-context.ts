import type { State } from '../definition/states.ts'
import { invalid } from './test-request.ts'

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Execution: ['Id', 'Input', 'Name', 'RoleArn', 'StartTime', 'RedriveCount', 'RedriveTime'],
  StateMachine: ['Id', 'Name'],
  State: ['Name', 'EnteredTime', 'RetryCount'],
  Task: ['Token'],
}
const NOT_STRINGS: Readonly<Record<string, string>> = {
  Input: 'any',
  RedriveCount: 'number',
  RetryCount: 'number',
}

/** Refuses a context object that no execution could have in that state. */
export function checkContext(context: Record<string, any>, state: State): void {
  const refuse = (problem: string) => invalid(`Invalid Context object provided: ${problem}`)
  for (const [part, given] of Object.entries(context)) {
    if (part === 'Map') throw refuse("'Map' field is not supported when mocking a Context object")
    const fields = FIELDS[part]
    if (!fields) throw refuse(`Field '${part}' is not allowed`)
    if (given === null || typeof given !== 'object' || Array.isArray(given)) throw refuse(`${part} must be an object`)
    for (const [field, value] of Object.entries(given)) {
      if (!fields.includes(field)) throw refuse(`Field '${field}' is not allowed`)
      const type = NOT_STRINGS[field] ?? 'string'
      if (type !== 'any' && typeof value !== type) throw refuse(`${part}.${field} must be a ${type}`)
    }
  }
  if (context['Task'] && !(state.type === 'Task' && state.integration.pattern !== 'request'))
    throw refuse(
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    )
}
