import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { AwsError } from '#local/kernel/aws-error.ts'
import { createKernel } from '#local/kernel/create-kernel.ts'
import type { AwsEvent, Kernel, OperationHandler, Service } from '#local/kernel/kernel.ts'
import { createStepFunctions } from '#local/stepfunctions/index.ts'

export const ROLE = 'arn:aws:iam::000000000000:role/machine'

/** A Lambda service whose functions are plain JavaScript. */
export function lambdaOf(functions: Record<string, (event: any) => unknown>): Service {
  return {
    name: 'lambda',
    operations: {
      Invoke: async ({ FunctionName, Payload }) => {
        const name = FunctionName.split(':function:').at(-1)
        const handler = functions[name]
        if (!handler) throw new AwsError('ResourceNotFoundException', `Function not found: ${FunctionName}`, 404)
        try {
          const result = (await handler(JSON.parse(Payload.toString()))) ?? null
          return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: Buffer.from(JSON.stringify(result)) }
        } catch (error) {
          const { name: errorType, message: errorMessage } = error as Error
          const thrown = JSON.stringify({ errorType, errorMessage, trace: [] })
          return { StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from(thrown) }
        }
      },
    },
  }
}

export const serviceOf = (name: string, operations: Record<string, OperationHandler>): Service => ({ name, operations })

export interface Room {
  kernel: Kernel
  clock: VirtualClock
  /** Events that were put on the bus. */
  events: AwsEvent[]
  call(operation: string, input?: any): Promise<any>
  create(definition: any, options?: { name?: string; type?: string }): Promise<string>
  start(definition: any, input?: unknown, name?: string): Promise<string>
  /** Lets everything that is due happen. */
  settle(): Promise<void>
  /** Starts the definition, lets time pass, and returns the execution's description with its events. */
  run(definition: any, input?: unknown, seconds?: number): Promise<Finished>
  finished(executionArn: string): Promise<Finished>
  close(): void
}

interface Finished {
  status: string
  output: any
  error?: string
  cause?: string
  history: any[]
  types: string[]
}

let machines = 0

/** A kernel with Step Functions and the given services on a clock that moves only when told. */
export function openRoom(services: Service[] = [], stateDir?: string): Room {
  const folder = stateDir ?? mkdtempSync(join(tmpdir(), 'trimtab-states-'))
  const clock = new VirtualClock({ auto: false })
  const kernel = createKernel({ stateDir: folder, clock })
  const events: AwsEvent[] = []
  kernel.onEvent((event) => events.push(event))
  for (const service of [...services, createStepFunctions(kernel)]) kernel.register(service)
  const call = (operation: string, input: any = {}) => kernel.call('stepfunctions', operation, input, kernel.root)

  const room: Room = {
    kernel,
    clock,
    events,
    call,
    async create(definition, { name = `machine-${machines++}`, type } = {}) {
      const text = JSON.stringify({ QueryLanguage: 'JSONata', ...definition })
      const input = { name, definition: text, roleArn: ROLE, ...(type && { type }) }
      return (await call('CreateStateMachine', input)).stateMachineArn
    },
    async start(definition, input = {}, name) {
      const stateMachineArn = typeof definition === 'string' ? definition : await room.create(definition)
      const request = { stateMachineArn, input: JSON.stringify(input), ...(name && { name }) }
      return (await call('StartExecution', request)).executionArn
    },
    settle: () => clock.settle(),
    async run(definition, input, seconds = 0) {
      const executionArn = await room.start(definition, input)
      await clock.advance(seconds * 1000)
      return room.finished(executionArn)
    },
    async finished(executionArn) {
      const description = await call('DescribeExecution', { executionArn })
      const { events: history } = await call('GetExecutionHistory', { executionArn, maxResults: 1000 })
      const output = description.output === undefined ? undefined : JSON.parse(description.output)
      return { ...description, output, history, types: history.map(({ type }: any) => type) }
    },
    close() {
      kernel.service('stepfunctions')!.stop!()
      clock.stop()
      kernel.store.close()
      if (!stateDir) rmSync(folder, { recursive: true, force: true })
    },
  }
  return room
}

/** One state that ends the machine. */
export const only = (state: any) => ({ StartAt: 'Only', States: { Only: { End: true, ...state } } })

export const pass = (output: unknown, next?: string) => ({
  Type: 'Pass',
  ...(output !== undefined && { Output: output }),
  ...(next ? { Next: next } : { End: true }),
})
