import { randomUUID } from 'node:crypto'
import type { StateFailure } from './failure.ts'
import type { TaskRecord } from './records.ts'

export type CallbackOutcome = { output: any } | { failure: StateFailure }

interface Waiting {
  task: TaskRecord
  outcome: Promise<CallbackOutcome>
  settle: (outcome: CallbackOutcome) => void
  beat: () => void
}

/** The task tokens that somebody may still answer. */
export class Callbacks {
  readonly #waiting = new Map<string, Waiting>()

  /** `beat` is called at each heartbeat. */
  expect(token: string, task: TaskRecord, beat: () => void): Promise<CallbackOutcome> {
    const { promise, resolve } = Promise.withResolvers<CallbackOutcome>()
    this.#waiting.set(token, { task, outcome: promise, settle: resolve, beat })
    return promise
  }

  /** False when nobody waits for it any more. */
  settle(token: string, outcome: CallbackOutcome): boolean {
    const waiting = this.#waiting.get(token)
    this.#waiting.delete(token)
    waiting?.settle(outcome)
    return waiting !== undefined
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

/** A token says which execution it is of, so that a late answer can be told from a wrong one. */
export const newTaskToken = (executionArn: string) =>
  Buffer.from(`task\n${executionArn}\n${randomUUID()}`).toString('base64')

/** The execution that a token is of; undefined for what is no token. */
export function executionOfToken(token: string): string | undefined {
  const [magic, arn, id] = Buffer.from(token, 'base64').toString().split('\n')
  return magic === 'task' && id ? arn : undefined
}
