/** What the store keeps. Times are milliseconds since the epoch. */
export interface MachineRecord {
  arn: string
  name: string
  roleArn: string
  type: 'STANDARD' | 'EXPRESS'
  definition: string
  createdAt: number
  updatedAt: number
  /** None until its first update. */
  revisionId?: string
  /** The number of the version published last. */
  versions?: number
  loggingConfiguration: Record<string, unknown>
  tracingConfiguration: Record<string, unknown>
  /** None where AWS's own key is used. */
  encryptionConfiguration?: Record<string, unknown>
  tags: { key: string; value: string }[]
}

/** A machine as it was published, under the ARN of the version. */
export interface VersionRecord {
  arn: string
  number: number
  description?: string
  createdAt: number
  machine: MachineRecord
}

export interface AliasRecord {
  arn: string
  machineArn: string
  name: string
  description?: string
  routing: { stateMachineVersionArn: string; weight: number }[]
  createdAt: number
  updatedAt: number
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

export interface ExecutionRecord {
  arn: string
  name: string
  machineArn: string
  machineName: string
  /** The machine as it was when the execution started. `definition` is the key of its text. */
  roleArn: string
  definition: string
  machineUpdatedAt: number
  revisionId?: string
  status: ExecutionStatus
  input: string
  output?: string
  error?: string
  cause?: string
  startDate: number
  stopDate?: number
  traceHeader?: string
  redriveCount: number
  redriveDate?: number
  /** When each client token that it was redriven with was first seen. */
  redriveTokens?: Record<string, number>
  /** What it was started by, beside the machine itself. */
  versionArn?: string
  aliasArn?: string
  /** Of an execution that a Distributed Map started for one item or batch. */
  child?: ChildRecord
}

/** `awaitsRedrive` from when its map run is redriven until it runs again. */
interface ChildRecord {
  mapRunArn: string
  index: number
  itemCount: number
  awaitsRedrive?: boolean
}

/** One run of a Distributed Map. */
export interface MapRunRecord {
  arn: string
  executionArn: string
  /** Of the children: `<machine>/<label>`. */
  machineArn: string
  label: string
  childType: MachineRecord['type']
  /** The key of the children's definition. */
  definition: string
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'
  startDate: number
  stopDate?: number
  /** 0 is no limit. */
  maxConcurrency: number
  toleratedFailureCount?: number
  toleratedFailurePercentage?: number
  redriveCount: number
  redriveDate?: number
  /** Executions and items there are, once they are known. */
  executions?: number
  items?: number
}

/** What one child execution starts with; `items` is 1 or the length of a batch. */
export interface MapInput {
  input: any
  items: number
}

/** Where one line of states stands: the machine's own, a Parallel's branch, a Map's iteration. */
export interface BranchRecord {
  /** `<execution ARN>/0`, then one `/<index>` for each level. */
  key: string
  state: string | undefined
  input: any
  variables: Record<string, any>
  /** The id of the branch's last event. */
  last: number
  /** Of the state entered and not yet left. */
  entered?: { id: number; at: number; before: number }
  retries?: number[]
  retryCount?: number
  /** When a failed state is tried again. */
  retryAt?: number
  /** When a Wait ends. */
  wakeAt?: number
  task?: TaskRecord
  /** The ARN of the run that a Distributed Map has opened. */
  mapRun?: string
  /** Of a Parallel or Map that has opened its branches. */
  fan?: { count: number; items?: any[]; input?: any }
  item?: MapItem
  done?: boolean
  output?: any
}

interface MapItem {
  index: number
  value: any
  /** Where a Distributed Map read it. */
  source?: string
}

export interface TaskRecord {
  phase: 'started' | 'submitted'
  arguments: any
  startedAt: number
  /** When a later process sent the request again: what limits the attempt counts from here. */
  sentAgainAt?: number
  heartbeatAt: number
  timeoutMs: number | undefined
  heartbeatMs: number | undefined
  token: string | undefined
  /** What the token was answered with. */
  answer?: { output: any } | { error: string; cause: string | undefined }
  job?: any
}
