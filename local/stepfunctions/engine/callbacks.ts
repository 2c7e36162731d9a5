import { randomUUID } from 'node:crypto'
import { StateFailure } from './failure.ts'
import type { TaskRecord } from './records.ts'

export type CallbackOutcome = { output: any } | { failure: StateFailure }

interface Waiting {
  task: TaskRecord
  settle: (outcome: CallbackOutcome) => void
  /** Writes the task down. */
  save: () => void
  beat: () => void
}

/** The task tokens that somebody may still answer. */
export class Callbacks {
  readonly #waiting = new Map<string, Waiting>()

  /** `save` is called when the task has its answer, `beat` at each heartbeat. */
  expect(token: string, task: TaskRecord, save: () => void, beat: () => void): Promise<CallbackOutcome> {
    if (task.answer) return Promise.resolve(outcomeOf(task.answer))
    const { promise, resolve } = Promise.withResolvers<CallbackOutcome>()
    this.#waiting.set(token, { task, settle: resolve, save, beat })
    return promise
  }

  /** False when nobody waits for it any more. */
  settle(token: string, outcome: CallbackOutcome): boolean {
    const waiting = this.#waiting.get(token)
    if (!waiting) return false
    this.#waiting.delete(token)
    // Kept before the execution goes on: who answered a token is not asked again, even if this process ends now.
    waiting.task.answer = answerOf(outcome)
    waiting.save()
    waiting.settle(outcome)
    return true
  }

  beat(token: string): boolean {
    const waiting = this.#waiting.get(token)
    waiting?.beat()
    return waiting !== undefined
  }

  forget(token: string): void {
    this.#waiting.delete(token)
  }
}

const answerOf = (outcome: CallbackOutcome): NonNullable<TaskRecord['answer']> =>
  'failure' in outcome ? { error: outcome.failure.error, cause: outcome.failure.reason } : outcome

const outcomeOf = (answer: NonNullable<TaskRecord['answer']>): CallbackOutcome =>
  'error' in answer ? { failure: new StateFailure(answer.error, answer.cause) } : answer

/** A token says which execution it is of, so that a late answer can be told from a wrong one. */
export const newTaskToken = (executionArn: string) =>
  Buffer.from(`task\n${executionArn}\n${randomUUID()}`).toString('base64')

/** The execution that a token is of; undefined for what is no token. */
export function executionOfToken(token: string): string | undefined {
  const [magic, arn, id] = Buffer.from(token, 'base64').toString().split('\n')
  return magic === 'task' && id ? arn : undefined
}
