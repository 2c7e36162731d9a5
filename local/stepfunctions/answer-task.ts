import { AwsError } from '../kernel/aws-error.ts'
import { executionOfToken } from './engine/callbacks.ts'
import type { Engine } from './engine/engine.ts'

/** Throws what a token deserves that nobody waits for: wrong, of nothing known, or answered too late. */
export function checkAnswered(engine: Engine, token: string, answered: boolean): void {
  if (answered) return
  checkToken(token)
  if (!engine.archive.executions.has(executionOfToken(token)!))
    throw new AwsError('TaskDoesNotExist', "Task Does Not Exist: 'Task does not exist'")
  throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")
}

/** Refuses what is no token, whatever it is to be answered with. */
export function checkToken(token: string): void {
  if (executionOfToken(token) === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'")
}
