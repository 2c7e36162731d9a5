import { expect } from 'vitest'
import type { AwsEvent } from '#local/kernel/kernel.ts'
import type { RunAnswer } from '#shared/domain/api-answers.ts'
import { type Loop, penguinsCsv } from './loop.ts'

/** What a way through the service is given. It works on a model line of its own. */
export interface Walk {
  loop: Loop
  model: string
  /** Ends what the way waits for. */
  signal: AbortSignal
}

/** Resolves at its end; rejects when something on it did not come about. */
export type Way = (walk: Walk) => Promise<unknown>

/** Asks again until nothing is thrown, or the way is left. */
export async function until<T>({ signal }: Walk, ask: () => T | Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await ask()
    } catch (error) {
      if (signal.aborted || tries === 300) throw error
      // Asked every few milliseconds, the questions of all ways together take more of the machine than the service.
      await new Promise((resolve) => setTimeout(resolve, Math.min(25 * 1.3 ** tries, 250)))
    }
}

export const call = ({ loop }: Walk, service: string, operation: string, input: object) =>
  loop.service.kernel.call(service, operation, input, loop.service.kernel.root)

/** Invokes a function as the operator, with a payload such as its trigger sends. */
export const invoke = (walk: Walk, name: string, payload: unknown) =>
  call(walk, 'lambda', 'Invoke', { FunctionName: `trimtab-dev-${name}`, Payload: Buffer.from(JSON.stringify(payload)) })

export const put = ({ loop, model }: Walk, file: string, body = penguinsCsv(0, 200)) =>
  loop.put(`data/${model}/${file}.csv`, body)

export const run = (walk: Walk, count: number, wanted: (run: RunAnswer) => void = () => {}) =>
  until(walk, async () => {
    const found = (await walk.loop.runs(walk.model))[count - 1]
    expect(found).toBeDefined()
    wanted(found!)
    return found!
  })

export const ended = async (walk: Walk, count: number) => {
  const found = await run(walk, count, ({ endedAt }) => expect(endedAt).toBeDefined())
  await until(walk, async () =>
    expect((await walk.loop.api.request<{ run?: string }>('GET', ['models', walk.model])).run).toBeUndefined(),
  )
  return found
}

/** Resolves at the next event that a predicate takes. */
export const eventOf = ({ loop, signal }: Walk, takes: (event: AwsEvent) => boolean) =>
  new Promise<void>((resolve, reject) => {
    signal.throwIfAborted()
    const off = loop.service.kernel.onEvent((event) => {
      if (!takes(event)) return
      off()
      resolve()
    })
    signal.addEventListener('abort', () => {
      off()
      reject(new Error('the way was left'))
    })
  })

export const stopRun = async (walk: Walk, count: number) => {
  const { executionArn } = await run(walk, count, (found) => expect(found.executionArn).toBeDefined())
  // A run says so a moment before its execution begins.
  await until(walk, () => call(walk, 'stepfunctions', 'StopExecution', { executionArn }))
}
