/** What the store keeps. Times are milliseconds since the epoch. */
export interface MachineRecord {
  arn: string
  name: string
  roleArn: string
  type: 'STANDARD' | 'EXPRESS'
  definition: string
  createdAt: number
  updatedAt: number
  revisionId: string
  loggingConfiguration: Record<string, unknown>
  tracingConfiguration: Record<string, unknown>
  tags: { key: string; value: string }[]
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
  /** Of a Parallel or Map that has opened its branches. */
  fan?: { count: number; items?: any[]; input?: any }
  item?: { index: number; value: any }
  done?: boolean
  output?: any
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
