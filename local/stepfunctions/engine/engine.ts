import { createHash } from 'node:crypto'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Table } from '../../store/store.ts'
import { type Compiled, compileDefinition } from '../definition/compile-definition.ts'
import { resolveIntegration } from '../integrations/resolve-integration.ts'
import { stepFunctionsJsonata } from '../jsonata/functions.ts'
import { announce } from './announce.ts'
import { Callbacks } from './callbacks.ts'
import { Interrupted, StateFailure } from './failure.ts'
import { History, type HistoryRecord } from './history.ts'
import type { BranchRecord, ExecutionRecord, ExecutionStatus, MachineRecord } from './records.ts'
import { forgetChildren, type Run } from './run.ts'
import { runBranch } from './run-branch.ts'

const KEPT_FOR = 90 * 86_400_000
const EXPRESS_TIMEOUT_SECONDS = 300

interface Ending {
  status: ExecutionStatus
  output?: any
  error?: string | undefined
  cause?: string | undefined
}

/** Runs executions and keeps what they were. */
export class Engine {
  readonly kernel: Kernel
  readonly machines: Table<MachineRecord>
  readonly executions: Table<ExecutionRecord>
  readonly callbacks = new Callbacks()
  readonly #definitions: Table<string>
  readonly #branches: Table<BranchRecord>
  readonly #events: Table<HistoryRecord>
  readonly #histories = new Map<string, History>()
  readonly #byMachine = new Map<string, Set<ExecutionRecord>>()
  readonly #running = new Map<string, Run>()
  readonly #compiled = new Map<string, Compiled>()
  readonly #functions

  constructor(kernel: Kernel) {
    this.kernel = kernel
    this.machines = kernel.store.table('stepfunctions.machines')
    this.executions = kernel.store.table('stepfunctions.executions')
    this.#definitions = kernel.store.table('stepfunctions.definitions')
    this.#branches = kernel.store.table('stepfunctions.branches')
    this.#events = kernel.store.table('stepfunctions.history')
    this.#functions = stepFunctionsJsonata(kernel.clock)
    this.#load()
  }

  /** Compiles a definition once for each text. */
  compile(text: string, type: MachineRecord['type']): Compiled {
    const key = `${type} ${hashOf(text)}`
    let compiled = this.#compiled.get(key)
    if (!compiled) {
      const resolve = (resource: unknown, literal: unknown) => resolveIntegration(this.kernel, resource, literal)
      compiled = compileDefinition(text, { functions: this.#functions, resolve, express: type === 'EXPRESS' })
      this.#compiled.set(key, compiled)
    }
    return compiled
  }

  /** Executions of a machine that are kept, oldest first. */
  executionsOf(machineArn: string): ExecutionRecord[] {
    return [...(this.#byMachine.get(machineArn) ?? [])]
  }

  definitionOf(execution: ExecutionRecord): string {
    return this.#definitions.get(execution.definition)!
  }

  historyOf(executionArn: string): readonly HistoryRecord[] {
    return this.#histories.get(executionArn)?.events ?? []
  }

  get runningCount(): number {
    return this.#running.size
  }

  /** Starts an execution of its own; it goes on by itself. */
  start(machine: MachineRecord, arn: string, name: string, input: string, traceHeader?: string): ExecutionRecord {
    const execution = this.#newExecution(machine, arn, name, input, traceHeader)
    const known = this.executions.get(arn)
    if (known) this.#forget(known)
    this.#definitions.put(execution.definition, machine.definition)
    this.executions.put(arn, execution)
    this.#index(execution)
    const history = new History(arn, [], () => this.kernel.clock.now(), this.#events)
    this.#histories.set(arn, history)
    const value = JSON.parse(input)
    history.append('ExecutionStarted', 0, { roleArn: machine.roleArn }, { input: value })
    const { definition } = this.compile(machine.definition, machine.type)
    this.#branches.put(`${arn}/0`, firstBranch(`${arn}/0`, definition.root.startAt, value))
    announce(this.kernel, execution)
    void this.#go(this.#run(execution, history, this.#branches))
    return execution
  }

  /** Runs an Express execution to its end, leaving no trace. */
  async runExpress(machine: MachineRecord, arn: string, name: string, input: string): Promise<ExecutionRecord> {
    const execution = this.#newExecution(machine, arn, name, input)
    const branches = new Map<string, BranchRecord>()
    const volatile = Object.assign(branches, {
      put: (key: string, value: BranchRecord) => void branches.set(key, value),
    })
    const history = new History(arn, [], () => this.kernel.clock.now())
    const value = JSON.parse(input)
    history.append('ExecutionStarted', 0, { roleArn: machine.roleArn }, { input: value })
    const { definition } = this.compile(machine.definition, machine.type)
    branches.set(`${arn}/0`, firstBranch(`${arn}/0`, definition.root.startAt, value))
    this.#definitions.put(execution.definition, machine.definition)
    const run = this.#run(execution, history, volatile as Table<BranchRecord>, machine.type)
    await this.#outcome(run, machine.type).then((ending) => ending && close(execution, ending, this.kernel.clock.now()))
    return execution
  }

  /** Ends a running execution from outside. */
  abort(execution: ExecutionRecord, error?: string, cause?: string): void {
    const run = this.#running.get(execution.arn)
    if (!run) return
    this.#end(run, { status: 'ABORTED', error, cause })
    run.abort.abort(new Interrupted('stop'))
  }

  /** Takes a failed execution up again at the states that did not succeed. */
  redrive(execution: ExecutionRecord): void {
    const now = this.kernel.clock.now()
    execution.redriveCount++
    execution.redriveDate = now
    execution.status = 'RUNNING'
    for (const key of ['stopDate', 'error', 'cause', 'output'] as const) delete execution[key]
    this.executions.put(execution.arn, execution)
    const history = this.#histories.get(execution.arn)!
    const id = history.append('ExecutionRedriven', 0, { redriveCount: execution.redriveCount })
    this.#reopen(this.#branches.get(`${execution.arn}/0`)!, id)
    announce(this.kernel, execution)
    void this.#go(this.#run(execution, history, this.#branches))
  }

  /** Takes up what a former process left running. */
  resume(): void {
    const now = this.kernel.clock.now()
    for (const execution of [...this.executions.values()]) {
      if (execution.status === 'RUNNING')
        void this.#go(this.#run(execution, this.#histories.get(execution.arn)!, this.#branches))
      else if (execution.stopDate! + KEPT_FOR < now) this.#forget(execution)
    }
  }

  /** Leaves every execution where it stands. */
  shutdown(): void {
    for (const run of this.#running.values()) run.abort.abort(new Interrupted('shutdown'))
    this.#running.clear()
  }

  isNameFree(execution: ExecutionRecord): boolean {
    return execution.status !== 'RUNNING' && execution.stopDate! + KEPT_FOR < this.kernel.clock.now()
  }

  #newExecution(
    machine: MachineRecord,
    arn: string,
    name: string,
    input: string,
    traceHeader?: string,
  ): ExecutionRecord {
    return {
      arn,
      name,
      machineArn: machine.arn,
      machineName: machine.name,
      roleArn: machine.roleArn,
      definition: hashOf(machine.definition),
      machineUpdatedAt: machine.updatedAt,
      status: 'RUNNING',
      input,
      startDate: this.kernel.clock.now(),
      redriveCount: 0,
      ...(traceHeader !== undefined && { traceHeader }),
    }
  }

  #run(
    execution: ExecutionRecord,
    history: History,
    branches: Table<BranchRecord>,
    type: MachineRecord['type'] = 'STANDARD',
  ): Run {
    return {
      kernel: this.kernel,
      execution,
      definition: this.compile(this.definitionOf(execution), type).definition,
      input: JSON.parse(execution.input),
      principal: this.kernel.issueCredentials(execution.roleArn, execution.machineName.slice(0, 64)).principal,
      history,
      callbacks: this.callbacks,
      branches,
      abort: new AbortController(),
    }
  }

  async #go(run: Run): Promise<void> {
    this.#running.set(run.execution.arn, run)
    const ending = await this.#outcome(run, 'STANDARD')
    if (ending) this.#end(run, ending)
  }

  /** How the run ends; undefined when it was interrupted by somebody who sees to that. */
  async #outcome(run: Run, type: MachineRecord['type']): Promise<Ending | undefined> {
    const { execution, abort, definition, branches } = run
    const { clock } = this.kernel
    const seconds = definition.timeoutSeconds ?? (type === 'EXPRESS' ? EXPRESS_TIMEOUT_SECONDS : undefined)
    const since = execution.redriveDate ?? execution.startDate
    const timer =
      seconds && clock.after(since + seconds * 1000 - clock.now(), () => abort.abort(new Interrupted('timeout')))
    const record = branches.get(`${execution.arn}/0`)!
    try {
      const output = await runBranch({ run, block: definition.root, record, outer: {}, signal: abort.signal })
      return { status: 'SUCCEEDED', output }
    } catch (error) {
      if (error instanceof StateFailure)
        return { status: 'FAILED', error: error.error || undefined, cause: error.reason }
      if (error instanceof Interrupted) return error.by === 'timeout' ? { status: 'TIMED_OUT' } : undefined
      return { status: 'FAILED', error: 'States.Runtime', cause: String((error as Error)?.stack ?? error) }
    } finally {
      if (timer) timer.cancel()
    }
  }

  #end(run: Run, ending: Ending): void {
    const { execution, history } = run
    if (!this.#running.delete(execution.arn)) return
    const { status, output, error, cause } = ending
    close(execution, ending, this.kernel.clock.now())
    const root = this.#branches.get(`${execution.arn}/0`)!
    const why = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
    const final = { final: true }
    if (status === 'SUCCEEDED') history.append('ExecutionSucceeded', root.last, undefined, { output }, final)
    else if (status === 'FAILED') history.append('ExecutionFailed', root.last, why, undefined, final)
    else history.append(status === 'ABORTED' ? 'ExecutionAborted' : 'ExecutionTimedOut', 0, why, undefined, final)
    if (status === 'SUCCEEDED') {
      forgetChildren(this.#branches, root)
      this.#branches.delete(root.key)
    }
    this.executions.put(execution.arn, execution)
    announce(this.kernel, execution)
  }

  /** Makes unfinished branches enter their states anew. */
  #reopen(record: BranchRecord, last: number): void {
    if (record.done) return
    record.last = last
    for (const key of ['retries', 'retryCount', 'retryAt', 'wakeAt', 'task', 'entered'] as const) delete record[key]
    this.#branches.put(record.key, record)
    for (let index = 0; index < (record.fan?.count ?? 0); index++) {
      const child = this.#branches.get(`${record.key}/${index}`)
      if (child) this.#reopen(child, last)
    }
  }

  #load(): void {
    for (const [key, event] of this.#events.entries()) {
      const arn = key.slice(0, key.lastIndexOf('#'))
      let history = this.#histories.get(arn)
      if (!history) {
        history = new History(arn, [], () => this.kernel.clock.now(), this.#events)
        this.#histories.set(arn, history)
      }
      history.events.push(event)
    }
    for (const { events } of this.#histories.values()) events.sort((a, b) => a.id - b.id)
    for (const execution of this.executions.values()) this.#index(execution)
  }

  #index(execution: ExecutionRecord): void {
    const known = this.#byMachine.get(execution.machineArn)
    if (known) known.add(execution)
    else this.#byMachine.set(execution.machineArn, new Set([execution]))
  }

  #forget(execution: ExecutionRecord): void {
    const root = this.#branches.get(`${execution.arn}/0`)
    if (root) {
      forgetChildren(this.#branches, root)
      this.#branches.delete(root.key)
    }
    for (const { id } of this.historyOf(execution.arn)) this.#events.delete(`${execution.arn}#${id}`)
    this.#histories.delete(execution.arn)
    this.executions.delete(execution.arn)
    this.#byMachine.get(execution.machineArn)?.delete(execution)
  }
}

function close(execution: ExecutionRecord, { status, output, error, cause }: Ending, at: number): void {
  execution.status = status
  execution.stopDate = at
  if (status === 'SUCCEEDED') execution.output = JSON.stringify(output)
  if (error !== undefined) execution.error = error
  if (cause !== undefined) execution.cause = cause
}

const firstBranch = (key: string, state: string, input: any): BranchRecord => ({
  key,
  state,
  input,
  variables: {},
  last: 0,
})

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
