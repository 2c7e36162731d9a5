import { createHash } from 'node:crypto'
import { type FunctionVersion, LATEST } from './function.ts'

/** A version's configuration, as the API shows it under a qualifier. */
export function functionConfiguration(version: FunctionVersion, qualifier?: string): Record<string, unknown> {
  return {
    ...settled(version, qualifier),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(version) },
  }
}

/** As CreateFunction answers: a moment before the function can be read as active. */
export function createdConfiguration(version: FunctionVersion, qualifier?: string) {
  const { LastUpdateStatus: _, ...configuration } = functionConfiguration(version, qualifier)
  return {
    ...configuration,
    RevisionId: passing(version.revisionId),
    State: 'Pending',
    StateReason: 'The function is being created.',
    StateReasonCode: 'Creating',
  }
}

/** A function that becomes active has another revision than the one that was answered a moment before. */
const passing = (revisionId: string) =>
  revisionId.replace(/^./, (digit) => (15 - Number.parseInt(digit, 16)).toString(16))

/** As an update answers. */
export function updatedConfiguration(version: FunctionVersion) {
  return {
    ...functionConfiguration(version),
    RevisionId: passing(version.revisionId),
    LastUpdateStatus: 'InProgress',
    LastUpdateStatusReason: 'The function is being created.',
    LastUpdateStatusReasonCode: 'Creating',
  }
}

/** Without what lists leave out: state and runtime version. */
export function settled(fn: FunctionVersion, qualifier = fn.version === LATEST ? undefined : fn.version) {
  return {
    FunctionName: fn.name,
    FunctionArn: qualifier ? `${fn.arn}:${qualifier}` : fn.arn,
    Runtime: fn.runtime,
    Role: fn.role,
    Handler: fn.handler,
    CodeSize: fn.code.size,
    Description: fn.description,
    Timeout: fn.timeout,
    MemorySize: fn.memorySize,
    LastModified: new Date(fn.lastModified).toISOString().replace('Z', '+0000'),
    CodeSha256: fn.code.sha256,
    Version: fn.version,
    ...(Object.keys(fn.environment).length > 0 && { Environment: { Variables: fn.environment } }),
    ...(fn.deadLetterTarget && { DeadLetterConfig: { TargetArn: fn.deadLetterTarget } }),
    TracingConfig: { Mode: fn.tracing },
    RevisionId: fn.revisionId,
    PackageType: 'Zip',
    Architectures: fn.architectures,
    EphemeralStorage: { Size: fn.ephemeralStorage },
    LoggingConfig: fn.logging,
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  }
}

/** The runtime's version here is that of the Node.js that runs it. */
export const runtimeVersion = ({ runtime }: FunctionVersion) =>
  `${runtime.replace('nodejs', 'nodejs:').replace('.x', '')}.v${process.versions.node}`

export const runtimeVersionArn = (fn: FunctionVersion) =>
  `arn:aws:lambda:${fn.arn.split(':')[3]}::runtime:${createHash('sha256').update(runtimeVersion(fn)).digest('hex')}`
