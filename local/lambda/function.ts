import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'

/** A function as the store keeps it. */
export interface LambdaFunction {
  name: string
  arn: string
  runtime: string
  role: string
  handler: string
  description: string
  timeout: number
  memorySize: number
  environment: Record<string, string>
  architectures: string[]
  ephemeralStorage: number
  tracing: 'Active' | 'PassThrough'
  logging: { LogFormat: 'Text' | 'JSON'; LogGroup: string; ApplicationLogLevel?: string; SystemLogLevel?: string }
  deadLetterTarget?: string
  reservedConcurrency?: number
  code: Code
  tags: Record<string, string>
  policy: PolicyStatement[]
  eventInvokeConfig?: EventInvokeConfig
  publishedVersions: number
  revisionId: string
  lastModified: number
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

export const functionTable = (kernel: Kernel): Table<LambdaFunction> => kernel.store.table('lambda.functions')
