import type { IamService } from '../iam/index.ts'
import { isAllowed } from '../iam/is-allowed.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { RESERVED } from './environment/variables.ts'
import { invalidParameter } from './find-function.ts'
import type { FunctionVersion } from './function.ts'
import { mayTrace } from './platform-role.ts'

type Settings = Omit<FunctionVersion, 'arn' | 'version' | 'code' | 'revisionId' | 'lastModified'>

const RUNTIMES = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x']
const MAX_ENVIRONMENT_BYTES = 4096

/** The settings that a create or update request asks for, over those that are there or Lambda's defaults. */
export function functionSettings(kernel: Kernel, input: any, present?: FunctionVersion): Settings {
  const name = present?.name ?? input.FunctionName
  const settings: Settings = {
    name,
    runtime: input.Runtime ?? present?.runtime ?? '',
    role: input.Role ?? present?.role,
    handler: input.Handler ?? present?.handler ?? '',
    description: input.Description ?? present?.description ?? '',
    timeout: input.Timeout ?? present?.timeout ?? 3,
    memorySize: input.MemorySize ?? present?.memorySize ?? 128,
    environment: input.Environment ? (input.Environment.Variables ?? {}) : (present?.environment ?? {}),
    architectures: input.Architectures ?? present?.architectures ?? ['x86_64'],
    ephemeralStorage: input.EphemeralStorage?.Size ?? present?.ephemeralStorage ?? 512,
    tracing: input.TracingConfig?.Mode ?? present?.tracing ?? 'PassThrough',
    logging: loggingOf(name, present?.logging, input.LoggingConfig),
    deadLetterTarget: input.DeadLetterConfig
      ? input.DeadLetterConfig.TargetArn || undefined
      : present?.deadLetterTarget,
  }
  check(kernel, settings, input)
  return settings
}

/** Only logs in JSON have levels, and they have them always. */
function loggingOf(name: string, present: Settings['logging'] | undefined, asked: Partial<Settings['logging']> = {}) {
  const { LogFormat = 'Text', LogGroup = `/aws/lambda/${name}`, ...levels } = { ...present, ...asked }
  return LogFormat === 'Text'
    ? { LogFormat, LogGroup }
    : { LogFormat, LogGroup, ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO', ...levels }
}

function check(kernel: Kernel, settings: Settings, input: any): void {
  const refuse = (message: string) => {
    throw invalidParameter(message)
  }
  if (input.PackageType === 'Image') refuse('Functions from container images are not run locally.')
  if (!settings.runtime || !settings.handler)
    refuse('Runtime and Handler are mandatory parameters for functions created with deployment packages.')
  if (!RUNTIMES.includes(settings.runtime))
    refuse(`The runtime ${settings.runtime} of ${settings.name} is not run locally; ${RUNTIMES.join(', ')} are.`)
  for (const property of ['Layers', 'FileSystemConfigs'])
    if (input[property]?.length > 0) refuse(`${property} of ${settings.name} are not supported locally.`)
  const reserved = Object.keys(settings.environment).filter((key) => RESERVED.includes(key))
  if (reserved.length > 0)
    refuse(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    )
  const size = Buffer.byteLength(JSON.stringify(settings.environment))
  if (size > MAX_ENVIRONMENT_BYTES)
    refuse(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${JSON.stringify(settings.environment)}`,
    )
  checkRole(kernel, settings.role, refuse)
  checkDeadLetterTarget(kernel, settings, refuse)
  if (settings.tracing === 'Active' && !mayTrace(kernel, settings.role))
    refuse('The provided execution role does not have permissions to call PutTraceSegments on XRAY')
}

/** The function's role must be able to send there, which Lambda looks at before it takes the setting. */
function checkDeadLetterTarget(
  kernel: Kernel,
  { deadLetterTarget: target, role, name }: Settings,
  refuse: (message: string) => void,
): void {
  if (!target) return
  const [service, action] = target.split(':')[2] === 'sns' ? ['SNS', 'Publish'] : ['SQS', 'SendMessage']
  const { principal } = kernel.issueCredentials(role, name)
  if (!isAllowed(kernel, principal, [{ action: `${service!.toLowerCase()}:${action}`, resource: target }]))
    refuse(`The provided execution role does not have permissions to call ${action} on ${service}`)
}

/** Lambda itself must be able to assume the function's role, which the role's trust policy says. */
function checkRole(kernel: Kernel, role: string, refuse: (message: string) => void): void {
  const iam = kernel.service('iam') as IamService | undefined
  if (iam && !iam.trusts(role, 'lambda.amazonaws.com'))
    refuse('The role defined for the function cannot be assumed by Lambda.')
}
