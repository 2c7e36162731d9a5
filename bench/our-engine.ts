import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKernel } from '#local/kernel/create-kernel.ts'
import { Engine } from '#local/stepfunctions/engine/engine.ts'
import type { MachineRecord } from '#local/stepfunctions/engine/records.ts'
import type { ResolveIntegration } from '#local/stepfunctions/integrations/integration.ts'
import { createStateMachine } from '#local/stepfunctions/operations/create-state-machine.ts'
import { startExecution } from '#local/stepfunctions/operations/start-execution.ts'
import { validateStateMachineDefinition } from '#local/stepfunctions/operations/validate-state-machine-definition.ts'
import { FUNCTIONS } from './machines.ts'

export type Runner = (input: unknown) => Promise<unknown>

export interface OurEngine {
  /** Makes an Express machine; its runner resolves with the output, when the history is complete. */
  express(definition: object): Runner
  /** The same of a Standard machine, which takes and gives text and keeps every step on disk. */
  standard(definition: object): Runner
  /** Validates and compiles a definition that was not seen before. */
  construct(definition: object): void
  stop(): void
}

/** A task is a plain function here, as it is for the peer. */
const resolve: ResolveIntegration = (resource) => {
  const invoke = FUNCTIONS[String(resource).split(':').at(-1)!]!
  return {
    pattern: 'request',
    resourceType: 'lambda',
    resource: String(resource),
    bareFunction: true,
    send: async (call) => invoke(call.arguments),
  }
}

/** The engine of Step Functions in this process, with nothing around it. */
export function ourEngine(): OurEngine {
  const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-engine-'))
  const kernel = createKernel({ stateDir })
  const engine = new Engine(kernel, resolve)
  const roleArn = `arn:aws:iam::${kernel.account}:role/bench`
  let made = 0
  const create = async (type: string, definition: object): Promise<string> => {
    const machine = { name: `m${++made}`, definition: JSON.stringify(definition), roleArn, type }
    return (await createStateMachine(engine)(machine)).stateMachineArn
  }
  return {
    express(definition) {
      const created = create('EXPRESS', definition)
      let machine: MachineRecord | undefined
      return async (input) => {
        machine ??= engine.archive.machines.get(await created)!
        const { status, output, cause } = await engine.execute(machine, input)
        if (status !== 'SUCCEEDED') throw new Error(`${status}: ${cause}`)
        return output
      }
    },
    standard(definition) {
      const created = create('STANDARD', definition)
      let stateMachineArn: string | undefined
      const waiting = new Map<string, (detail: any) => void>()
      kernel.onEvent(({ detail }) => {
        if (detail['status'] !== 'RUNNING') waiting.get(detail['executionArn'] as string)?.(detail)
      })
      return async (input) => {
        stateMachineArn ??= await created
        const { executionArn } = await startExecution(engine)({ stateMachineArn, input: JSON.stringify(input) })
        const { status, output, cause } = await new Promise<any>((resolve) => {
          waiting.set(executionArn, resolve)
        })
        waiting.delete(executionArn)
        if (status !== 'SUCCEEDED') throw new Error(`${status}: ${cause}`)
        return JSON.parse(output)
      }
    },
    construct(definition) {
      const { result, diagnostics } = validateStateMachineDefinition(engine)({
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
