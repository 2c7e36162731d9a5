import { createRequire } from 'node:module'
import { FUNCTIONS } from '../machines.ts'

/** aws-local-stepfunctions (npm). The same two ways as ours. */
const { StateMachine } = createRequire(import.meta.url)('aws-local-stepfunctions')

const handlers = (definition: any) =>
  Object.fromEntries(
    Object.entries<any>(definition.States).flatMap(([name, { Resource }]) =>
      Resource ? [[name, async (input: unknown) => FUNCTIONS[Resource.split(':').at(-1)]!(input)]] : [],
    ),
  )

/** A runner that takes the input as JSON and resolves with the output as JSON, when its history is complete. */
export function peerRunner(definition: object): (input: string) => Promise<string> {
  const machine = new StateMachine(definition)
  const overrides = { taskResourceLocalHandlers: handlers(definition) }
  return async (input) => {
    const { result, eventLogs } = machine.run(JSON.parse(input), { overrides })
    const output = JSON.stringify(await result)
    for await (const _ of eventLogs) {
      // Its history is a stream; ours is there when the execution has ended.
    }
    return output
  }
}

export const peerConstruct = (definition: object) => void new StateMachine(definition)
