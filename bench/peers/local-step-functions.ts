import { createRequire } from 'node:module'
import { FUNCTIONS } from '../machines.ts'

/** aws-local-stepfunctions (npm), loaded when it is asked for, which is when it has been installed. */
const stateMachine = () => createRequire(import.meta.url)('aws-local-stepfunctions').StateMachine

const handlers = (definition: any) =>
  Object.fromEntries(
    Object.entries<any>(definition.States).flatMap(([name, { Resource }]) => {
      const invoke = FUNCTIONS[Resource?.split(':').at(-1)]
      return invoke ? [[name, async (input: unknown) => invoke(input)]] : []
    }),
  )

/** A runner that resolves with the output when its history is complete. */
export function peerRunner(definition: object): (input: unknown) => Promise<unknown> {
  const machine = new (stateMachine())(definition)
  const overrides = { taskResourceLocalHandlers: handlers(definition) }
  return async (input) => {
    const { result, eventLogs } = machine.run(input, { overrides })
    const output = await result
    for await (const _ of eventLogs) {
      // Its history is a stream; ours is there when the execution has ended.
    }
    return output
  }
}

export const peerConstruct = (definition: object) => void new (stateMachine())(definition)
