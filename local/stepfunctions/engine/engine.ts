import type { Kernel, Principal } from '../../kernel/kernel.ts'
import type { Table } from '../../store/store.ts'
import { executionArn } from '../arns.ts'
import { enterRole } from '../check-role.ts'
import { type Compiled, compileDefinition } from '../definition/compile-definition.ts'
import type { CompileOptions } from '../definition/reader.ts'
import type { ResolveIntegration } from '../integrations/integration.ts'
import { resolveIntegration } from '../integrations/resolve-integration.ts'
import { stepFunctionsJsonata } from '../jsonata/functions.ts'
import type { Target } from '../start-target.ts'
import { announce } from './announce.ts'
import { Archive } from './archive.ts'
import { branchesInMemory } from './branches-in-memory.ts'
import { Callbacks } from './callbacks.ts'
import { closeExecution, type Ending, newExecution } from './execution.ts'
import { Interrupted } from './failure.ts'
import { History } from './history.ts'
import { outcomeOf } from './outcome.ts'
import type { BranchRecord, ExecutionRecord, MachineRecord } from './records.ts'
import { reopen } from './reopen.ts'
import { firstBranch, type MapRuns, type Run } from './run.ts'

/** What an execution is started with. `input` is JSON. */
export interface Start extends Target {
  arn: string
  name: string
  input: string
  traceHeader?: string
}

const startDetails = ({ roleArn, versionArn, aliasArn }: ExecutionRecord) => ({
  roleArn,
  ...(versionArn && { stateMachineVersionArn: versionArn }),
  ...(aliasArn && { stateMachineAliasArn: aliasArn }),
})

const STOPPED_WITH_MAP_RUN = 'The Map Run that started this execution was stopped.'

/** Runs executions. */
export class Engine {
  readonly kernel: Kernel
  readonly archive: Archive
  readonly callbacks = new Callbacks()
  readonly #running = new Map<string, Run>()
  readonly #transient = new Set<Run>()
  readonly #compiled = { STANDARD: new Map<string, Compiled>(), EXPRESS: new Map<string, Compiled>() }
  readonly #functions
  readonly #mapRunListeners = new Map<string, () => void>()
  readonly #maps: MapRuns

  readonly #resolve: ResolveIntegration
  readonly #principals = new Map<string, Map<string, Principal>>()

  /** `resolve` is who carries out tasks: the runtime's services, if none is given. */
  constructor(kernel: Kernel, resolve?: ResolveIntegration) {
    this.kernel = kernel
    this.#resolve = resolve ?? ((resource, literal) => resolveIntegration(kernel, resource, literal))
    this.archive = new Archive(kernel)
    this.#functions = stepFunctionsJsonata(kernel.clock)
    const { archive } = this
    this.#maps = {
      records: archive.mapRuns,
      inputs: archive.mapInputs,
      childrenOf: (arn) => archive.childrenOf(arn),
      keepDefinition: (text) => archive.keepDefinition(text),
      runChild: (child, type, signal) => this.runChild(child, type, signal),
      onUpdate: (arn, listener) => {
        this.#mapRunListeners.set(arn, listener)
        return () => this.#mapRunListeners.delete(arn)
      },
    }
  }

  get runningCount(): number {
    return this.#running.size + this.#transient.size
  }

  /** Compiles a definition once for each text. */
  compile(text: string, type: MachineRecord['type']): Compiled {
    let compiled = this.#compiled[type].get(text)
    if (!compiled) {
      compiled = compileDefinition(text, this.compileOptions(type))
      this.#compiled[type].set(text, compiled)
    }
    return compiled
  }

  /** What definitions of a type of machine are compiled with. */
  compileOptions(type: MachineRecord['type']): CompileOptions {
    return { functions: this.#functions, resolve: this.#resolve, express: type === 'EXPRESS' }
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
    const ending = await this.#expressOutcome(this.transientRun(execution))
    closeExecution(execution, ending ?? { status: 'ABORTED' }, this.kernel.clock.now())
    return execution
  }

  /** Runs a machine as an Express one on a value, which becomes text only for who reads the history. */
  async execute(machine: MachineRecord, input: unknown): Promise<Ending & { history: History }> {
    enterRole(this.kernel, machine)
    const id = this.kernel.requestId()
    const start: Start = { machine, arn: executionArn(machine.arn, id, id), name: id, input: '' }
    const key = this.archive.keepDefinition(machine.definition)
    const run = this.transientRun(newExecution(start, key, this.kernel.clock.now()), input)
    const ending = await this.#expressOutcome(run, { input })
    return { ...(ending ?? { status: 'ABORTED' }), history: run.history }
  }

  /** Runs a child of a map run, from where it stands, to its end. Of an Express one only the end is kept. */
  async runChild(child: ExecutionRecord, type: MachineRecord['type'], signal: AbortSignal): Promise<void> {
    const { archive } = this
    if (type === 'EXPRESS') {
      const run = this.transientRun(child)
      const stop = () => run.abort.abort(new Interrupted('stop'))
      signal.addEventListener('abort', stop, { once: true })
      const ending = await this.#expressOutcome(run)
      signal.removeEventListener('abort', stop)
      if (!ending && !signal.aborted) return
      closeExecution(child, ending ?? { status: 'ABORTED', cause: STOPPED_WITH_MAP_RUN }, this.kernel.clock.now())
      archive.add(child)
      return
    }
    const run = this.#run(child, type, archive.historyOf(child.arn), archive.branches)
    if (!archive.executions.has(child.arn)) {
      archive.add(child)
      this.#begin(run)
      announce(this.kernel, child)
    } else if (child.status !== 'RUNNING') {
      reopen(run, this.kernel.clock.now())
      archive.executions.put(child.arn, child)
      announce(this.kernel, child)
    }
    const stop = () => this.abort(child, undefined, STOPPED_WITH_MAP_RUN)
    signal.addEventListener('abort', stop, { once: true })
    await this.#go(run)
    signal.removeEventListener('abort', stop)
  }

  /** Tells a map run that its limits have changed. */
  mapRunUpdated(arn: string): void {
    this.#mapRunListeners.get(arn)?.()
  }

  /** Ends a running execution from outside. */
  abort(execution: ExecutionRecord, error?: string, cause?: string): void {
    const run = this.#running.get(execution.arn)
    if (!run) return
    this.#end(run, { status: 'ABORTED', error, cause })
    run.abort.abort(new Interrupted('stop'))
  }

  /** Takes a failed execution up again, at the states that did not succeed. */
  redrive(execution: ExecutionRecord, clientToken?: string): void {
    const run = this.#run(execution, 'STANDARD', this.archive.historyOf(execution.arn), this.archive.branches)
    const now = this.kernel.clock.now()
    reopen(run, now)
    if (clientToken !== undefined) execution.redriveTokens = { ...execution.redriveTokens, [clientToken]: now }
    this.archive.executions.put(execution.arn, execution)
    announce(this.kernel, execution)
    void this.#go(run)
  }

  /** Takes up what a former process left running. */
  resume(): void {
    const { archive } = this
    for (const start of [...archive.express.values()]) this.startExpress(start)
    for (const execution of [...archive.executions.values()]) {
      if (execution.child) continue
      if (execution.status === 'RUNNING')
        void this.#go(this.#run(execution, 'STANDARD', archive.historyOf(execution.arn), archive.branches))
      else if (archive.isExpired(execution)) archive.forget(execution)
    }
  }

  /** Leaves every execution where it stands. */
  shutdown(): void {
    for (const run of [...this.#running.values(), ...this.#transient]) run.abort.abort(new Interrupted('shutdown'))
    this.#running.clear()
  }

  /** A run of which nothing is kept. */
  transientRun(execution: ExecutionRecord, input?: unknown): Run {
    return this.#run(execution, 'EXPRESS', new History(() => this.kernel.clock.now()), branchesInMemory(), input)
  }

  async #expressOutcome(run: Run, payloads?: { input: unknown }): Promise<Ending | undefined> {
    this.#transient.add(run)
    try {
      return await outcomeOf(run, this.#begin(run, payloads))
    } finally {
      this.#transient.delete(run)
    }
  }

  #run(
    execution: ExecutionRecord,
    type: MachineRecord['type'],
    history: History,
    branches: Pick<Table<BranchRecord>, 'get' | 'put' | 'delete'>,
    input: unknown = JSON.parse(execution.input),
  ): Run {
    const { kernel, callbacks } = this
    return {
      kernel,
      execution,
      type,
      definition: this.compile(this.archive.definitionOf(execution), type).definition,
      input,
      principal: this.#principalOf(execution),
      history,
      callbacks,
      branches,
      abort: new AbortController(),
      maps: this.#maps,
    }
  }

  #principalOf({ roleArn, machineName }: ExecutionRecord): Principal {
    let ofRole = this.#principals.get(roleArn)
    if (!ofRole) {
      ofRole = new Map()
      this.#principals.set(roleArn, ofRole)
    }
    let principal = ofRole.get(machineName)
    if (!principal) {
      principal = this.kernel.issueCredentials(roleArn, machineName.slice(0, 64)).principal
      ofRole.set(machineName, principal)
    }
    return principal
  }

  #begin({ execution, history, branches, definition, input }: Run, payloads?: { input: unknown }): BranchRecord {
    const text = payloads ? {} : { input: execution.input }
    history.append('ExecutionStarted', 0, startDetails(execution), payloads, execution.startDate, text)
    const first = firstBranch(execution.arn, definition.root.startAt, input)
    branches.put(first.key, first)
    return first
  }

  async #go(run: Run): Promise<void> {
    this.#running.set(run.execution.arn, run)
    const ending = await outcomeOf(run, run.branches.get(`${run.execution.arn}/0`)!)
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
    if (status === 'SUCCEEDED') history.append('ExecutionSucceeded', last, undefined, { output }, undefined, final)
    else if (status === 'FAILED') history.append('ExecutionFailed', last, why, undefined, undefined, final)
    else
      history.append(
        status === 'ABORTED' ? 'ExecutionAborted' : 'ExecutionTimedOut',
        0,
        why,
        undefined,
        undefined,
        final,
      )
    // What failed keeps its branches, for a redrive.
    if (status === 'SUCCEEDED') this.archive.forgetBranches(execution)
    this.archive.executions.put(execution.arn, execution)
    announce(this.kernel, execution)
  }
}
