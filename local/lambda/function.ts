import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'

/** What one version of a function runs: `$LATEST` can change, a published number stays as it was. */
export interface FunctionVersion {
  name: string
  /** Without a qualifier. */
  arn: string
  version: string
  runtime: string
  role: string
  handler: string
  description: string
  /** How `$LATEST` was described when it was published; a version may have been given another description. */
  describedAs?: string
  timeout: number
  memorySize: number
  environment: Record<string, string>
  architectures: string[]
  ephemeralStorage: number
  tracing: 'Active' | 'PassThrough'
  logging: { LogFormat: 'Text' | 'JSON'; LogGroup: string; ApplicationLogLevel?: string; SystemLogLevel?: string }
  deadLetterTarget?: string
  code: Code
  revisionId: string
  lastModified: number
}

/** A function as the store keeps it: `$LATEST`, with what belongs to the function as a whole. */
export interface LambdaFunction extends FunctionVersion {
  reservedConcurrency?: number
  tags: Record<string, string>
  /** Statements of the function, its versions and aliases; `Resource` says of which. */
  policy: PolicyStatement[]
  /** By qualifier. */
  eventInvokeConfigs: Record<string, EventInvokeConfig>
  /** The last number given; numbers are never used again. */
  lastVersion: number
  versions: Record<string, FunctionVersion>
  aliases: Record<string, Alias>
}

export interface Alias {
  name: string
  description: string
  version: string
  /** A second version and the share of invocations that it gets. */
  weights?: Record<string, number>
  revisionId: string
}

export interface Code {
  /** Where the code lies unpacked: LAMBDA_TASK_ROOT. */
  directory: string
  size: number
  sha256: string
}

export interface PolicyStatement {
  Sid: string
  Effect: 'Allow'
  Principal: '*' | { Service: string } | { AWS: string }
  Action: string
  Resource: string
  Condition?: Record<string, Record<string, string>>
}

export interface EventInvokeConfig {
  MaximumRetryAttempts?: number
  MaximumEventAgeInSeconds?: number
  DestinationConfig?: { OnSuccess?: { Destination?: string }; OnFailure?: { Destination?: string } }
  LastModified: number
}

export const LATEST = '$LATEST'

export const functionTable = (kernel: Kernel): Table<LambdaFunction> => kernel.store.table('lambda.functions')
