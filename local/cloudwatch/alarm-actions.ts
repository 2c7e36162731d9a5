import { callTarget, serviceOfArn } from '../delivery/call-target.ts'
import { DEFAULT_RETRY, type Delivery, Outbox } from '../delivery/outbox.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Alarm, AlarmState, StateValue } from './alarm.ts'
import { configurationOf, stateOf } from './alarm-event.ts'
import { stamp } from './alarm-reason.ts'

/** One action of an alarm on its way. */
interface AlarmAction extends Delivery {
  alarmName: string
  alarmArn: string
  actionArn: string
  payload: string
}

const PRINCIPALS: Record<string, string> = {
  sns: 'cloudwatch.amazonaws.com',
  lambda: 'lambda.alarms.cloudwatch.amazonaws.com',
}

/** Refuses, by name, actions that the runtime does not run. */
export function checkActions(actions: string[]): void {
  for (const arn of actions)
    if (!PRINCIPALS[serviceOfArn(arn)])
      throw new AwsError('ValidationError', `The local runtime runs alarm actions of SNS and Lambda, not ${arn}.`)
}

/** Runs the actions that an alarm has for a state. */
export class AlarmActions {
  readonly outbox: Outbox<AlarmAction>
  readonly #kernel: Kernel

  constructor(kernel: Kernel, ended: (action: { alarmName: string; actionArn: string; error?: AwsError }) => void) {
    this.#kernel = kernel
    this.outbox = new Outbox<AlarmAction>(kernel, 'cloudwatch.actions', {
      async deliver(action) {
        const { actionArn, alarmArn, payload, alarmName, id } = action
        const service = PRINCIPALS[serviceOfArn(actionArn)]!
        await callTarget(kernel, {
          arn: actionArn,
          payload,
          principal: { kind: 'service', arn: service, service, sourceArn: alarmArn },
          executionName: id,
        })
        ended({ alarmName, actionArn })
      },
      async giveUp({ alarmName, actionArn }, { error }) {
        ended({ alarmName, actionArn, error })
      },
    })
  }

  run(alarm: Alarm, previous: AlarmState): void {
    if (!alarm.actionsEnabled) return
    const actions = actionsFor(alarm, alarm.state.value)
    const now = this.#kernel.clock.now()
    for (const actionArn of actions)
      this.outbox.add({
        id: this.#kernel.requestId(),
        createdAt: now,
        attempts: 0,
        dueAt: now,
        retry: DEFAULT_RETRY,
        alarmName: alarm.name,
        alarmArn: alarm.arn,
        actionArn,
        payload: JSON.stringify(
          serviceOfArn(actionArn) === 'sns'
            ? notificationOf(this.#kernel, alarm, previous)
            : invocationOf(this.#kernel, alarm, previous),
        ),
      })
  }
}

function actionsFor(alarm: Alarm, state: StateValue): string[] {
  if (state === 'ALARM') return alarm.alarmActions
  return state === 'OK' ? alarm.okActions : alarm.insufficientDataActions
}

/** The message that a topic's subscribers read. */
function notificationOf(kernel: Kernel, alarm: Alarm, previous: AlarmState) {
  const { namespace, name, dimensions } = alarm.metric
  return {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: kernel.account,
    AlarmConfigurationUpdatedTimestamp: stamp(alarm.configuredAt),
    NewStateValue: alarm.state.value,
    NewStateReason: alarm.state.reason,
    StateChangeTime: stamp(alarm.state.at),
    Region: kernel.region,
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
    OKActions: alarm.okActions,
    AlarmActions: alarm.alarmActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    Trigger: {
      MetricName: name,
      Namespace: namespace,
      StatisticType: alarm.stat.startsWith('p') ? 'ExtendedStatistic' : 'Statistic',
      Statistic: alarm.stat.toUpperCase(),
      Unit: alarm.unit ?? null,
      Dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
      Period: alarm.period,
      EvaluationPeriods: alarm.evaluationPeriods,
      DatapointsToAlarm: alarm.datapointsToAlarm ?? alarm.evaluationPeriods,
      ComparisonOperator: alarm.comparison,
      Threshold: alarm.threshold,
      TreatMissingData: alarm.treatMissingData ?? 'missing',
    },
  }
}

/** What a function is invoked with. */
function invocationOf(kernel: Kernel, alarm: Alarm, previous: AlarmState) {
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarm.arn,
    accountId: kernel.account,
    time: stamp(alarm.state.at),
    region: kernel.region,
    alarmData: {
      alarmName: alarm.name,
      state: stateOf(alarm.state),
      previousState: stateOf(previous),
      configuration: configurationOf(alarm),
    },
  }
}
