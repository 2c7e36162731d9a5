import { isAllowed } from '../iam/is-allowed.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, Permission, Principal } from '../kernel/kernel.ts'
import type { MachineRecord } from './engine/records.ts'

const SERVICE = 'states.amazonaws.com'

const LOG_DELIVERY = [
  'CreateLogDelivery',
  'GetLogDelivery',
  'UpdateLogDelivery',
  'DeleteLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'DescribeResourcePolicies',
  'DescribeLogGroups',
]

const TRACING: Permission[] = ['PutTraceSegments', 'PutTelemetryRecords', 'GetSamplingRules', 'GetSamplingTargets'].map(
  (action) => ({ action: `xray:${action}`, resource: '*' }),
)

/**
 * What Step Functions looks at when it is handed a machine's role: that it may assume it, log as it, and make the
 * managed rules by which `.sync` tasks hear that their job or execution ended.
 */
export function checkRole(kernel: Kernel, machine: MachineRecord): void {
  const session = sessionOf(kernel, machine)
  const logs = LOG_DELIVERY.map((action) => ({ action: `logs:${action}`, resource: '*' }))
  if (
    (machine.loggingConfiguration?.['destinations'] as unknown[] | undefined)?.length &&
    !isAllowed(kernel, session, logs)
  )
    throw refused('The state machine IAM Role is not authorized to access the Log Destination')
  for (const rule of managedRules(JSON.parse(machine.definition))) {
    const resource = kernel.arn('events', `rule/${rule}`)
    const permissions = ['PutTargets', 'PutRule', 'DescribeRule'].map((action) => ({
      action: `events:${action}`,
      resource,
    }))
    if (!isAllowed(kernel, session, permissions))
      throw refused(`'${machine.roleArn}' is not authorized to create managed-rule.`)
  }
}

/** Refuses to start as a role that no longer trusts. What it may not trace goes untraced, as on AWS. */
export function enterRole(kernel: Kernel, machine: MachineRecord): void {
  if (machine.tracingConfiguration?.['enabled']) isAllowed(kernel, sessionOf(kernel, machine), TRACING)
  else trusted(() => kernel.trust(SERVICE, machine.roleArn, machine.arn))
}

const sessionOf = (kernel: Kernel, { roleArn, arn }: MachineRecord): Principal =>
  trusted(() => kernel.assumeRole(SERVICE, roleArn, 'StepFunctions', arn))

function trusted<T>(assume: () => T): T {
  try {
    return assume()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw refused(
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
    )
  }
}

/** The rules that EventBridge keeps for the `.sync` tasks of a definition. */
function managedRules(node: unknown, rules = new Set<string>()): Set<string> {
  if (Array.isArray(node)) for (const item of node) managedRules(item, rules)
  else if (node !== null && typeof node === 'object')
    for (const [key, value] of Object.entries(node)) {
      if (key !== 'Resource' || typeof value !== 'string') managedRules(value, rules)
      else if (/:states:startExecution\.sync(:2)?$/.test(value))
        rules.add('StepFunctionsGetEventsForStepFunctionsExecutionRule')
      else {
        const [, kind] = /:sagemaker:create(\w+)Job\.sync$/.exec(value) ?? []
        if (kind) rules.add(`StepFunctionsGetEventsForSageMaker${kind}JobsRule`)
      }
    }
  return rules
}

const refused = (message: string) => new AwsError('AccessDeniedException', message)
