import type { LambdaFunction } from './function.ts'

/** A function's configuration, as the API shows it. */
export function functionConfiguration(fn: LambdaFunction, version = '$LATEST'): Record<string, unknown> {
  return {
    FunctionName: fn.name,
    FunctionArn: version === '$LATEST' ? fn.arn : `${fn.arn}:${version}`,
    Runtime: fn.runtime,
    Role: fn.role,
    Handler: fn.handler,
    CodeSize: fn.code.size,
    Description: fn.description,
    Timeout: fn.timeout,
    MemorySize: fn.memorySize,
    LastModified: new Date(fn.lastModified).toISOString().replace('Z', '+0000'),
    CodeSha256: fn.code.sha256,
    Version: version,
    ...(Object.keys(fn.environment).length > 0 && { Environment: { Variables: fn.environment } }),
    ...(fn.deadLetterTarget && { DeadLetterConfig: { TargetArn: fn.deadLetterTarget } }),
    TracingConfig: { Mode: fn.tracing },
    RevisionId: fn.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: fn.architectures,
    EphemeralStorage: { Size: fn.ephemeralStorage },
    LoggingConfig: fn.logging,
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  }
}
