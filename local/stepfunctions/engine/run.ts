import type { Kernel, Principal } from '../../kernel/kernel.ts'
import type { Table } from '../../store/store.ts'
import type { Block, Definition, State } from '../definition/states.ts'
import type { Callbacks } from './callbacks.ts'
import type { History } from './history.ts'
import type { BranchRecord, ExecutionRecord, MachineRecord, MapInput, MapRunRecord } from './records.ts'

type Branches = Pick<Table<BranchRecord>, 'get' | 'put' | 'delete'>

/** An execution in progress. */
export interface Run {
  readonly kernel: Kernel
  readonly execution: ExecutionRecord
  readonly type: MachineRecord['type']
  readonly definition: Definition
  readonly input: any
  readonly principal: Principal
  readonly history: History
  readonly callbacks: Callbacks
  /** Where its branches stand. */
  readonly branches: Branches
  readonly abort: AbortController
  /** The runs of its Distributed Maps, and who runs their children. */
  readonly maps: MapRuns
  /** The context object of a state under test, in place of the execution's. */
  readonly context?: Record<string, unknown>
}

export interface MapRuns {
  readonly records: Table<MapRunRecord>
  readonly inputs: Table<MapInput[]>
  childrenOf(mapRunArn: string): ExecutionRecord[]
  /** Keeps the definition of children; returns its key. */
  keepDefinition(text: string): string
  /** Runs a child from where it stands to its end, or until the signal ends it. */
  runChild(child: ExecutionRecord, type: MachineRecord['type'], signal: AbortSignal): Promise<void>
  /** Calls back at each UpdateMapRun of a run; returns how to stop that. */
  onUpdate(mapRunArn: string, listener: () => void): () => void
}

/** One line of states being run. */
export interface Branch {
  readonly run: Run
  readonly block: Block
  readonly record: BranchRecord
  /** The variables of the scopes around it. */
  readonly outer: Record<string, any>
  readonly signal: AbortSignal
}

/** One state of a branch, entered. */
export interface Visit extends Branch {
  readonly state: State
}

/** The branch that an execution starts with. */
export const firstBranch = (executionArn: string, state: string, input: any): BranchRecord =>
  newBranch(`${executionArn}/0`, state, input, 0)

/** A branch before its first state. All members are there from the start: so a record keeps its shape, and stays fast. */
export const newBranch = (
  key: string,
  state: string,
  input: any,
  last: number,
  item?: BranchRecord['item'],
): BranchRecord => ({
  key,
  state,
  input,
  variables: {},
  last,
  entered: undefined,
  retries: undefined,
  retryCount: undefined,
  retryAt: undefined,
  wakeAt: undefined,
  task: undefined,
  mapRun: undefined,
  fan: undefined,
  item,
  done: undefined,
  output: undefined,
})

export const save = (branch: Branch) => branch.run.branches.put(branch.record.key, branch.record)

/** Appends an event to the branch, of now where no time is given. */
export function note(
  branch: Branch,
  type: string,
  details?: Record<string, any>,
  payloads?: Record<string, any>,
  at?: number,
): number {
  const { record, run } = branch
  record.last = run.history.append(type, record.last, details, payloads, at)
  return record.last
}

/** Drops the branches that a Parallel or Map state has opened, and theirs. */
export function forgetChildren(branches: Branches, { key, fan }: BranchRecord): void {
  for (let index = 0; index < (fan?.count ?? 0); index++) {
    const child = branches.get(`${key}/${index}`)
    if (child) forgetBranch(branches, child)
  }
}

export function forgetBranch(branches: Branches, branch: BranchRecord): void {
  forgetChildren(branches, branch)
  branches.delete(branch.key)
}
