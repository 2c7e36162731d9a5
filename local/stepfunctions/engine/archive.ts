import { createHash } from 'node:crypto'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Table } from '../../store/store.ts'
import type { Start } from './engine.ts'
import { History, type HistoryRecord } from './history.ts'
import { eventsOf, HistoryRow, type StoredHistory } from './history-row.ts'
import type {
  AliasRecord,
  BranchRecord,
  ExecutionRecord,
  MachineRecord,
  MapInput,
  MapRunRecord,
  VersionRecord,
} from './records.ts'
import { forgetChildren } from './run.ts'

/** How long an execution is kept, and its name taken, after its end. */
const KEPT_FOR = 90 * 86_400_000

/** The machines, the executions, what became of them and where they stand. */
export class Archive {
  readonly machines: Table<MachineRecord>
  readonly versions: Table<VersionRecord>
  readonly aliases: Table<AliasRecord>
  readonly executions: Table<ExecutionRecord>
  readonly branches: Table<BranchRecord>
  readonly mapRuns: Table<MapRunRecord>
  /** What the children of each map run start with, until the run has succeeded. */
  readonly mapInputs: Table<MapInput[]>
  /** Express executions that nobody waits for, until they have ended. */
  readonly express: Table<Start>
  readonly #definitions: Table<string>
  readonly #events: Table<StoredHistory>
  readonly #histories = new Map<string, History>()
  readonly #byMachine = new Map<string, Set<ExecutionRecord>>()
  readonly #byMapRun = new Map<string, Set<ExecutionRecord>>()
  readonly #hashes = new Map<string, string>()
  readonly #now: () => number
  readonly #turn: () => number

  constructor({ store, clock }: Kernel) {
    this.machines = store.table('stepfunctions.machines')
    this.versions = store.table('stepfunctions.versions')
    this.aliases = store.table('stepfunctions.aliases')
    this.executions = store.table('stepfunctions.executions')
    this.branches = store.table('stepfunctions.branches')
    this.express = store.table('stepfunctions.express')
    this.mapRuns = store.table('stepfunctions.mapRuns')
    this.mapInputs = store.table('stepfunctions.mapInputs')
    this.#definitions = store.table('stepfunctions.definitions')
    this.#events = store.table('stepfunctions.history')
    this.#now = () => clock.now()
    this.#turn = () => store.turn
    for (const execution of this.executions.values()) this.#index(execution)
    for (const [key, row] of this.#events.entries())
      this.historyOf(key.slice(0, key.lastIndexOf('#'))).events.push(...eventsOf(row))
    for (const { events } of this.#histories.values()) events.sort((a, b) => a.id - b.id)
  }

  /** The executions of a machine that are kept, oldest first. */
  executionsOf(machineArn: string): ExecutionRecord[] {
    return [...(this.#byMachine.get(machineArn) ?? [])]
  }

  /** The versions of a machine, newest first. */
  versionsOf(machineArn: string): VersionRecord[] {
    return [...this.versions.values()].filter(({ machine }) => machine.arn === machineArn).reverse()
  }

  /** The aliases of a machine, oldest first. */
  aliasesOf(machineArn: string): AliasRecord[] {
    return [...this.aliases.values()].filter((alias) => alias.machineArn === machineArn)
  }

  /** The executions that a map run has started, oldest first. */
  childrenOf(mapRunArn: string): ExecutionRecord[] {
    return [...(this.#byMapRun.get(mapRunArn) ?? [])]
  }

  /** The map runs of an execution, oldest first. */
  mapRunsOf(executionArn: string): MapRunRecord[] {
    return [...this.mapRuns.values()].filter((run) => run.executionArn === executionArn)
  }

  historyOf(executionArn: string): History {
    let history = this.#histories.get(executionArn)
    if (!history) {
      history = new History(this.#now, this.#keeper(executionArn))
      this.#histories.set(executionArn, history)
    }
    return history
  }

  /** Keeps events, those of one turn in one row. */
  #keeper(executionArn: string): (event: HistoryRecord) => void {
    let [row, turn]: [HistoryRow | undefined, number] = [undefined, 0]
    return (event) => {
      if (row && turn === this.#turn()) row.events.push(event)
      else {
        row = new HistoryRow(event)
        turn = this.#turn()
        this.#events.put(`${executionArn}#${event.id}`, row)
      }
    }
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
    for (const { arn } of this.mapRunsOf(execution.arn)) {
      for (const child of this.childrenOf(arn)) this.forget(child)
      this.mapRuns.delete(arn)
      this.mapInputs.delete(arn)
    }
    this.forgetBranches(execution)
    for (const { id } of this.historyOf(execution.arn).events) {
      const key = `${execution.arn}#${id}`
      if (this.#events.has(key)) this.#events.delete(key)
    }
    this.#histories.delete(execution.arn)
    this.executions.delete(execution.arn)
    const [shelves, key] = this.#shelfOf(execution)
    shelves.get(key)?.delete(execution)
  }

  forgetBranches({ arn }: ExecutionRecord): void {
    const root = this.branches.get(`${arn}/0`)
    if (!root) return
    forgetChildren(this.branches, root)
    this.branches.delete(root.key)
  }

  #index(execution: ExecutionRecord): void {
    const [shelves, key] = this.#shelfOf(execution)
    const known = shelves.get(key)
    if (known) known.add(execution)
    else shelves.set(key, new Set([execution]))
  }

  /** A child stands with its map run, any other execution with its machine. */
  #shelfOf({ machineArn, child }: ExecutionRecord): [Map<string, Set<ExecutionRecord>>, string] {
    return child ? [this.#byMapRun, child.mapRunArn] : [this.#byMachine, machineArn]
  }
}
