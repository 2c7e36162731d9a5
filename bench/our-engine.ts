import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKernel } from '#local/kernel/create-kernel.ts'
import { createStepFunctions } from '#local/stepfunctions/index.ts'
import { FUNCTIONS } from './machines.ts'

export interface OurEngine {
  /** Makes a machine; its runner takes the input as JSON and resolves with the output as JSON. */
  express(definition: object): Promise<(input: string) => Promise<string>>
  /** The same of a Standard machine, whose history is kept on disk. */
  standard(definition: object): Promise<(input: string) => Promise<string>>
  /** Validates and compiles a definition that was not seen before. */
  construct(definition: object): Promise<void>
  stop(): void
}

/** Step Functions in this process, with functions that are nothing but functions. */
export function ourEngine(): OurEngine {
  const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-engine-'))
  const kernel = createKernel({ stateDir })
  kernel.register(createStepFunctions(kernel))
  kernel.register({
    name: 'lambda',
    operations: {
      Invoke: ({ FunctionName, Payload }) => {
        const answer = FUNCTIONS[FunctionName.split(':').at(-1)]!(JSON.parse(Payload.toString()))
        return { StatusCode: 200, Payload: Buffer.from(JSON.stringify(answer)) }
      },
    },
  })
  const roleArn = `arn:aws:iam::${kernel.account}:role/bench`
  const call = (operation: string, input: object) => kernel.call('stepfunctions', operation, input, kernel.root)
  let made = 0
  const create = async (type: string, definition: object) => {
    const input = { name: `m${++made}`, definition: JSON.stringify(definition), roleArn, type }
    return (await call('CreateStateMachine', input)).stateMachineArn as string
  }
  return {
    async express(definition) {
      const stateMachineArn = await create('EXPRESS', definition)
      return async (input) => {
        const { status, output, cause } = await call('StartSyncExecution', { stateMachineArn, input })
        if (status !== 'SUCCEEDED') throw new Error(`${status}: ${cause}`)
        return output
      }
    },
    async standard(definition) {
      const stateMachineArn = await create('STANDARD', definition)
      const waiting = new Map<string, (detail: any) => void>()
      kernel.onEvent(({ source, detail }) => {
        if (source === 'aws.states' && detail['status'] !== 'RUNNING')
          waiting.get(detail['executionArn'] as string)?.(detail)
      })
      return async (input) => {
        const { executionArn } = await call('StartExecution', { stateMachineArn, input })
        const { status, output, cause } = await new Promise<any>((resolve) => {
          waiting.set(executionArn, resolve)
        })
        waiting.delete(executionArn)
        if (status !== 'SUCCEEDED') throw new Error(`${status}: ${cause}`)
        return output
      }
    },
    async construct(definition) {
      const { result, diagnostics } = await call('ValidateStateMachineDefinition', {
        definition: JSON.stringify({ ...definition, Comment: `number ${++made}` }),
      })
      if (result !== 'OK') throw new Error(JSON.stringify(diagnostics))
    },
    stop() {
      kernel.clock.stop()
      kernel.store.close()
      rmSync(stateDir, { recursive: true, force: true })
    },
  }
}
