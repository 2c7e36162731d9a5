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

export interface PlainState extends Common {
  readonly type: 'Pass' | 'Succeed'
}

export type State = TaskState | ParallelState | MapState | ChoiceState | WaitState | FailState | PlainState
