import type { DeploymentConfig } from '@aws-sdk/client-sagemaker'
import { AwsError } from '../../kernel/aws-error.ts'
import type { AwsEvent } from '../../kernel/kernel.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import { sessionOf } from '../platform-role.ts'
import type { Stored } from '../records.ts'
import { invalid } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import type { Deployment } from './deployment.ts'

/** How often, and how long after one another, a call that failed for a moment is made. */
const TRIES = 5
const FIRST_WAIT_MS = 1000

/** The alarms that roll an update back, seen with the rights of the role that the new model runs with. */
export class AlarmGuard {
  readonly #sagemaker: SageMaker
  readonly #names: string[]
  readonly #roleArn: string | undefined

  constructor(sagemaker: SageMaker, next: Deployment, config: Stored<DeploymentConfig> | undefined) {
    this.#sagemaker = sagemaker
    this.#names = (config?.AutoRollbackConfiguration?.Alarms ?? []).map(({ AlarmName }) => AlarmName!)
    this.#roleArn = next.variants[0]!.container.roleArn
  }

  /** Refuses alarms that do not exist, or that the role may not describe. */
  async checkThere(): Promise<void> {
    const there = await this.#states().catch((error) => {
      if (!(error instanceof AwsError) || error.code !== 'AccessDeniedException') throw error
      throw invalid(
        `Unable to describe the alarms of AutoRollbackConfiguration with role ${this.#roleArn}: ${error.message}`,
      )
    })
    const missing = this.#names.filter((name) => !there.has(name))
    if (missing.length > 0)
      throw invalid(`CloudWatch alarm(s) ${quoted(missing)} of AutoRollbackConfiguration could not be found.`)
  }

  /** Rejects with the JobFailure that names the alarms in ALARM. One without data, or deleted since, says nothing. */
  async checkQuiet(): Promise<void> {
    const states = await this.#states()
    const raised = this.#names.filter((name) => states.get(name) === 'ALARM')
    if (raised.length > 0) throw tripped(raised)
  }

  /** Resolves when `ms` have passed; rejects at once when one of the alarms is raised meanwhile. */
  async watch(ms: number, signal: AbortSignal): Promise<void> {
    const { kernel } = this.#sagemaker
    const { promise: raised, reject } = Promise.withResolvers<never>()
    const over = new AbortController()
    const stop = kernel.onEvent((event) => {
      const name = raisedIn(event)
      if (name !== undefined && this.#names.includes(name)) reject(tripped([name]))
    })
    const passed = kernel.clock.sleep(ms, AbortSignal.any([signal, over.signal]))
    try {
      await kernel.clock.idle(() => Promise.race([passed, raised]))
    } finally {
      stop()
      over.abort()
    }
  }

  async #states(): Promise<Map<string, string>> {
    if (this.#names.length === 0) return new Map()
    const { kernel } = this.#sagemaker
    const principal = this.#roleArn ? sessionOf(kernel, this.#roleArn) : kernel.root
    const asked = { AlarmNames: this.#names, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }
    for (let tries = 1; ; tries++) {
      try {
        const { MetricAlarms, CompositeAlarms } = await kernel.call('cloudwatch', 'DescribeAlarms', asked, principal)
        return new Map([...MetricAlarms, ...CompositeAlarms].map((alarm) => [alarm.AlarmName, alarm.StateValue]))
      } catch (error) {
        const code = error instanceof AwsError ? error.code : undefined
        if (tries === TRIES || (code !== 'ThrottlingException' && code !== 'InternalFailure')) throw error
        await kernel.clock.idle(() => kernel.clock.sleep(FIRST_WAIT_MS * 2 ** (tries - 1)))
      }
    }
  }
}

function raisedIn({ detailType, detail }: AwsEvent): string | undefined {
  if (detailType !== 'CloudWatch Alarm State Change') return undefined
  const { alarmName, state } = detail as { alarmName: string; state: { value: string } }
  return state.value === 'ALARM' ? alarmName : undefined
}

const tripped = (names: string[]) =>
  new JobFailure(`The deployment was rolled back because CloudWatch alarm(s) ${quoted(names)} went into state ALARM.`)

const quoted = (names: string[]) => names.map((name) => `"${name}"`).join(', ')
