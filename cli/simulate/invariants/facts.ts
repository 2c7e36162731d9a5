import type {
  ApprovalItem,
  DecisionItem,
  LineItem,
  RolloutItem,
  RunItem,
  TriggerItem,
  VersionItem,
} from '#shared/domain/ledger-items.ts'

/** Everything that the invariants are judged by. It is read through AWS's APIs alone. */
export interface Facts {
  /** Epoch ms. */
  now: number
  /** Of the service, e.g. `trimtab-dev`: what it names, it names by this. */
  prefix: string
  ledger: Ledger
  /** Of the lifecycle machine and of the deploy machine. */
  lifecycle: Execution[]
  deploy: Execution[]
  rollbacks: Execution[]
  judged: Execution[]
  /** When each execution that changed an endpoint first did so, and when it ended. */
  changes: EndpointChange[]
  /** Names of the alarms that watch endpoints. */
  alarms: string[]
  endpoints: Endpoint[]
  jobs: Job[]
  /** SageMaker models and endpoint configs. */
  resources: Resource[]
  /** Messages in queues for what could not be delivered or handled. */
  deadLetters: number
  /** The most bytes that one state of an execution was given or gave, with where that was. */
  largestPayload: { bytes: number; where: string }
}

export interface Ledger {
  lines: (LineItem & { policy?: { atMostPerDay: number; cooldownSeconds: number }; manifestCount?: number })[]
  runs: RunItem[]
  triggers: TriggerItem[]
  versions: VersionItem[]
  decisions: DecisionItem[]
  approvals: ApprovalItem[]
  rollouts: RolloutItem[]
  verdicts: { model: string; run: string; modelName: string; verdict: 'pass' | 'fail'; at: string }[]
  /** Endpoints that executions wait for. */
  waits: { endpointName: string; since: string }[]
  /** Ids of approvals that a manifest asks a person for, by manifest version. */
  manual: Set<string>
}

export interface Execution {
  name: string
  arn: string
  status: string
  /** Epoch ms; the end of one that goes on is Infinity. */
  from: number
  to: number
}

export interface EndpointChange {
  /** Names of the execution, which a judged rollout shares with the one that called it. */
  rollout: string
  endpoint: string
  /** Epoch ms. */
  from: number
  to: number
}

export interface Endpoint {
  name: string
  status: string
  configName: string
  variants: string[]
}

export interface Job {
  kind: 'processing' | 'training' | 'transform'
  name: string
  status: string
  tags: Record<string, string>
}

export interface Resource {
  kind: 'model' | 'endpoint-config'
  name: string
  /** SageMaker models that a config serves. */
  models: string[]
  tags: Record<string, string>
}
