import type { Integration } from '../integrations/integration.ts'
import type { Template } from '../jsonata/template.ts'

/** A definition, compiled: every expression parsed, every resource resolved. */
export interface Definition {
  readonly text: string
  readonly root: Block
  readonly timeoutSeconds: number | undefined
}

/** States that run one after the other: a machine's, a branch's, an iteration's. */
export interface Block {
  readonly startAt: string
  readonly states: ReadonlyMap<string, State>
}

/** What a transition does: of a state, of a Choice's rule, of a Catcher. */
export interface Transition {
  readonly assign: Template | undefined
  readonly output: Template | undefined
  /** Undefined ends the block. */
  readonly next: string | undefined
}

interface Common extends Transition {
  readonly name: string
  readonly retriers: readonly Retrier[]
  readonly catchers: readonly Catcher[]
}

export interface Retrier {
  readonly errorEquals: readonly string[]
  readonly intervalSeconds: number
  readonly maxAttempts: number
  readonly backoffRate: number
  readonly maxDelaySeconds: number
  readonly jitter: boolean
}

export interface Catcher extends Transition {
  readonly errorEquals: readonly string[]
}

export interface ChoiceRule extends Transition {
  readonly condition: Template
}

export interface TaskState extends Common {
  readonly type: 'Task'
  readonly integration: Integration
  readonly arguments: Template | undefined
  readonly timeoutSeconds: Template | undefined
  readonly heartbeatSeconds: Template | undefined
}

export interface ParallelState extends Common {
  readonly type: 'Parallel'
  readonly branches: readonly Block[]
  readonly arguments: Template | undefined
}

export interface MapState extends Common {
  readonly type: 'Map'
  readonly processor: Block
  readonly items: Template | undefined
  readonly itemSelector: Template | undefined
  readonly maxConcurrency: Template | undefined
  /** Set where each item is an execution of its own. */
  readonly distributed: DistributedMap | undefined
}

export interface DistributedMap {
  readonly label: string
  readonly childType: 'STANDARD' | 'EXPRESS'
  /** The definition of the child executions. */
  readonly childText: string
  readonly reader: ItemReader | undefined
  readonly batcher: ItemBatcher | undefined
  readonly writer: ResultWriter | undefined
  readonly toleratedCount: Template | undefined
  readonly toleratedPercentage: Template | undefined
}

type ItemFormat = 'CSV' | 'JSON' | 'JSONL'

export interface ItemReader {
  readonly action: 'getObject' | 'listObjectsV2'
  readonly arguments: Template | undefined
  /** Undefined for a list of objects whose own content is not read. */
  readonly format: ItemFormat | undefined
  /** What kind of manifest the object is that lists the data's files. */
  readonly manifest: 'S3_INVENTORY' | 'ATHENA_DATA' | undefined
  readonly headers: readonly string[] | undefined
  readonly delimiter: string
  /** A JSON pointer to the array in a JSON file. */
  readonly pointer: string
  readonly maxItems: Template | undefined
}

export interface ItemBatcher {
  readonly maxItems: Template | undefined
  readonly maxBytes: Template | undefined
  readonly input: Template | undefined
}

export interface ResultWriter {
  /** Undefined where the results are not exported but become the state's result. */
  readonly arguments: Template | undefined
  readonly transformation: 'NONE' | 'COMPACT' | 'FLATTEN'
  readonly lines: boolean
}

export interface ChoiceState extends Common {
  readonly type: 'Choice'
  readonly rules: readonly ChoiceRule[]
}

export interface WaitState extends Common {
  readonly type: 'Wait'
  readonly seconds: Template | undefined
  readonly timestamp: Template | undefined
}

export interface FailState extends Common {
  readonly type: 'Fail'
  readonly error: Template | undefined
  readonly cause: Template | undefined
}

interface PlainState extends Common {
  readonly type: 'Pass' | 'Succeed'
}

export type State = TaskState | ParallelState | MapState | ChoiceState | WaitState | FailState | PlainState
