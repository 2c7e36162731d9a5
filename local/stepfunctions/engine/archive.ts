import { createHash } from 'node:crypto'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Table } from '../../store/store.ts'
import type { Start } from './engine.ts'
import { History, type HistoryRecord } from './history.ts'
import type { BranchRecord, ExecutionRecord, MachineRecord } from './records.ts'
import { forgetChildren } from './run.ts'

/** How long an execution is kept, and its name taken, after its end. */
const KEPT_FOR = 90 * 86_400_000

/** The machines, the executions, what became of them and where they stand. */
export class Archive {
  readonly machines: Table<MachineRecord>
  readonly executions: Table<ExecutionRecord>
  readonly branches: Table<BranchRecord>
  /** Express executions that nobody waits for, until they have ended. */
  readonly express: Table<Start>
  readonly #definitions: Table<string>
  readonly #events: Table<HistoryRecord>
  readonly #histories = new Map<string, History>()
  readonly #byMachine = new Map<string, Set<ExecutionRecord>>()
  readonly #hashes = new Map<string, string>()
  readonly #now: () => number

  constructor({ store, clock }: Kernel) {
    this.machines = store.table('stepfunctions.machines')
    this.executions = store.table('stepfunctions.executions')
    this.branches = store.table('stepfunctions.branches')
    this.express = store.table('stepfunctions.express')
    this.#definitions = store.table('stepfunctions.definitions')
    this.#events = store.table('stepfunctions.history')
    this.#now = () => clock.now()
    for (const execution of this.executions.values()) this.#index(execution)
    for (const [key, event] of this.#events.entries())
      this.historyOf(key.slice(0, key.lastIndexOf('#'))).events.push(event)
    for (const { events } of this.#histories.values()) events.sort((a, b) => a.id - b.id)
  }

  /** The executions of a machine that are kept, oldest first. */
  executionsOf(machineArn: string): ExecutionRecord[] {
    return [...(this.#byMachine.get(machineArn) ?? [])]
  }

  historyOf(executionArn: string): History {
    let history = this.#histories.get(executionArn)
    if (!history) {
      history = new History(this.#now, (event) => this.#events.put(`${executionArn}#${event.id}`, event))
      this.#histories.set(executionArn, history)
    }
    return history
  }

  definitionOf(execution: ExecutionRecord): string {
    return this.#definitions.get(execution.definition)!
  }

  /** Keeps a definition's text once; returns its key. */
  keepDefinition(text: string): string {
    let hash = this.#hashes.get(text)
    if (hash === undefined) {
      hash = createHash('sha256').update(text).digest('hex')
      this.#hashes.set(text, hash)
    }
    if (!this.#definitions.has(hash)) this.#definitions.put(hash, text)
    return hash
  }

  add(execution: ExecutionRecord): void {
    const former = this.executions.get(execution.arn)
    if (former) this.forget(former)
    this.executions.put(execution.arn, execution)
    this.#index(execution)
  }

  /** Whether the execution ended so long ago that its name may be taken again. */
  isExpired({ stopDate }: ExecutionRecord): boolean {
    return stopDate !== undefined && stopDate + KEPT_FOR < this.#now()
  }

  forget(execution: ExecutionRecord): void {
    this.forgetBranches(execution)
    for (const { id } of this.historyOf(execution.arn).events) this.#events.delete(`${execution.arn}#${id}`)
    this.#histories.delete(execution.arn)
    this.executions.delete(execution.arn)
    this.#byMachine.get(execution.machineArn)?.delete(execution)
  }

  forgetBranches({ arn }: ExecutionRecord): void {
    const root = this.branches.get(`${arn}/0`)
    if (!root) return
    forgetChildren(this.branches, root)
    this.branches.delete(root.key)
  }

  #index(execution: ExecutionRecord): void {
    const known = this.#byMachine.get(execution.machineArn)
    if (known) known.add(execution)
    else this.#byMachine.set(execution.machineArn, new Set([execution]))
  }
}
