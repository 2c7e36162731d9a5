import type { Kernel } from '../../kernel/kernel.ts'
import type { Table } from '../../store/store.ts'
import { enterRole } from '../check-role.ts'
import { type Compiled, compileDefinition } from '../definition/compile-definition.ts'
import { resolveIntegration } from '../integrations/resolve-integration.ts'
import { stepFunctionsJsonata } from '../jsonata/functions.ts'
import { announce } from './announce.ts'
import { Archive } from './archive.ts'
import { Callbacks } from './callbacks.ts'
import { closeExecution, type Ending, newExecution } from './execution.ts'
import { Interrupted } from './failure.ts'
import { History } from './history.ts'
import { outcomeOf } from './outcome.ts'
import type { BranchRecord, ExecutionRecord, MachineRecord } from './records.ts'
import { reopen } from './reopen.ts'
import { firstBranch, type Run } from './run.ts'

/** What an execution is started with. `input` is JSON. */
export interface Start {
  machine: MachineRecord
  arn: string
  name: string
  input: string
  traceHeader?: string
}

/** Runs executions. */
export class Engine {
  readonly kernel: Kernel
  readonly archive: Archive
  readonly callbacks = new Callbacks()
  readonly #running = new Map<string, Run>()
  readonly #compiled = { STANDARD: new Map<string, Compiled>(), EXPRESS: new Map<string, Compiled>() }
  readonly #functions

  constructor(kernel: Kernel) {
    this.kernel = kernel
    this.archive = new Archive(kernel)
    this.#functions = stepFunctionsJsonata(kernel.clock)
  }

  get runningCount(): number {
    return this.#running.size
  }

  /** Compiles a definition once for each text. */
  compile(text: string, type: MachineRecord['type']): Compiled {
    let compiled = this.#compiled[type].get(text)
    if (!compiled) {
      const resolve = (resource: unknown, literal: unknown) => resolveIntegration(this.kernel, resource, literal)
      compiled = compileDefinition(text, { functions: this.#functions, resolve, express: type === 'EXPRESS' })
      this.#compiled[type].set(text, compiled)
    }
    return compiled
  }

  /** Starts an execution, which goes on by itself. */
  start(start: Start): ExecutionRecord {
    const { archive } = this
    enterRole(this.kernel, start.machine)
    const execution = newExecution(start, archive.keepDefinition(start.machine.definition), this.kernel.clock.now())
    archive.add(execution)
    const run = this.#run(execution, start.machine.type, archive.historyOf(execution.arn), archive.branches)
    this.#begin(run)
    announce(this.kernel, execution)
    void this.#go(run)
    return execution
  }

  /** Starts an Express execution that nobody waits for: at least once, for another process starts it over. */
  startExpress(start: Start): void {
    this.archive.express.put(start.arn, start)
    const forget = () => this.archive.express.delete(start.arn)
    // What cannot even begin, as its role is gone, will not begin the next time.
    void this.runExpress(start).then(({ status }) => status !== 'ABORTED' && forget(), forget)
  }

  /** Runs an Express execution to its end; nothing of it is kept. */
  async runExpress(start: Start): Promise<ExecutionRecord> {
    enterRole(this.kernel, start.machine)
    const key = this.archive.keepDefinition(start.machine.definition)
    const execution = newExecution(start, key, this.kernel.clock.now())
    const records = new Map<string, BranchRecord>()
    const branches: Run['branches'] = {
      get: (at) => records.get(at),
      put: (at, record) => void records.set(at, record),
      delete: (at) => records.delete(at),
    }
    const run = this.#run(execution, 'EXPRESS', new History(() => this.kernel.clock.now()), branches)
    this.#begin(run)
    this.#running.set(execution.arn, run)
    const ending = await outcomeOf(run)
    this.#running.delete(execution.arn)
    closeExecution(execution, ending ?? { status: 'ABORTED' }, this.kernel.clock.now())
    return execution
  }

  /** Ends a running execution from outside. */
  abort(execution: ExecutionRecord, error?: string, cause?: string): void {
    const run = this.#running.get(execution.arn)
    if (!run) return
    this.#end(run, { status: 'ABORTED', error, cause })
    run.abort.abort(new Interrupted('stop'))
  }

  /** Takes a failed execution up again, at the states that did not succeed. */
  redrive(execution: ExecutionRecord): void {
    const run = this.#run(execution, 'STANDARD', this.archive.historyOf(execution.arn), this.archive.branches)
    reopen(run, this.kernel.clock.now())
    this.archive.executions.put(execution.arn, execution)
    announce(this.kernel, execution)
    void this.#go(run)
  }

  /** Takes up what a former process left running. */
  resume(): void {
    const { archive } = this
    for (const start of [...archive.express.values()]) this.startExpress(start)
    for (const execution of [...archive.executions.values()]) {
      if (execution.status === 'RUNNING')
        void this.#go(this.#run(execution, 'STANDARD', archive.historyOf(execution.arn), archive.branches))
      else if (archive.isExpired(execution)) archive.forget(execution)
    }
  }

  /** Leaves every execution where it stands. */
  shutdown(): void {
    for (const run of this.#running.values()) run.abort.abort(new Interrupted('shutdown'))
    this.#running.clear()
  }

  #run(
    execution: ExecutionRecord,
    type: MachineRecord['type'],
    history: History,
    branches: Pick<Table<BranchRecord>, 'get' | 'put' | 'delete'>,
  ): Run {
    const { kernel, callbacks } = this
    return {
      kernel,
      execution,
      type,
      definition: this.compile(this.archive.definitionOf(execution), type).definition,
      input: JSON.parse(execution.input),
      principal: kernel.issueCredentials(execution.roleArn, execution.machineName.slice(0, 64)).principal,
      history,
      callbacks,
      branches,
      abort: new AbortController(),
    }
  }

  #begin({ execution, history, branches, definition, input }: Run): void {
    history.append('ExecutionStarted', 0, { roleArn: execution.roleArn }, { input })
    const first = firstBranch(execution.arn, definition.root.startAt, input)
    branches.put(first.key, first)
  }

  async #go(run: Run): Promise<void> {
    this.#running.set(run.execution.arn, run)
    const ending = await outcomeOf(run)
    if (ending) this.#end(run, ending)
  }

  #end(run: Run, ending: Ending): void {
    const { execution, history, branches } = run
    if (!this.#running.delete(execution.arn)) return
    const { status, output, error, cause } = ending
    closeExecution(execution, ending, this.kernel.clock.now())
    const { last } = branches.get(`${execution.arn}/0`)!
    const why = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
    const final = { final: true }
    if (status === 'SUCCEEDED') history.append('ExecutionSucceeded', last, undefined, { output }, final)
    else if (status === 'FAILED') history.append('ExecutionFailed', last, why, undefined, final)
    else history.append(status === 'ABORTED' ? 'ExecutionAborted' : 'ExecutionTimedOut', 0, why, undefined, final)
    // What failed keeps its branches, for a redrive.
    if (status === 'SUCCEEDED') this.archive.forgetBranches(execution)
    this.archive.executions.put(execution.arn, execution)
    announce(this.kernel, execution)
  }
}
