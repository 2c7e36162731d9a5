import type { AutoScalingService } from '../autoscaling/index.ts'
import { callTarget, serviceOfArn } from '../delivery/call-target.ts'
import { DEFAULT_RETRY, type Delivery, Outbox } from '../delivery/outbox.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Alarm, AlarmState, StateValue } from './alarm.ts'
import { invocationOf, notificationOf } from './alarm-notification.ts'

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

const SCALING_POLICY = /^arn:aws:autoscaling:[^:]*:\d*:scalingPolicy:[^:]+:resource\/sagemaker\//

const scales = (arn: string) => SCALING_POLICY.test(arn)

/** Refuses, by name, actions that the runtime does not run; composite alarms scale nothing. */
export function checkActions(actions: string[], { composite = false } = {}): void {
  for (const arn of actions) {
    if (PRINCIPALS[serviceOfArn(arn)] || (scales(arn) && !composite)) continue
    const others = composite ? '' : ', and scaling policies of SageMaker variants'
    throw new AwsError(
      'ValidationError',
      `The local runtime runs alarm actions of SNS and Lambda${others}, not ${arn}.`,
    )
  }
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
        if (scales(actionArn)) {
          await scale(kernel, actionArn)
          return ended({ alarmName, actionArn })
        }
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

  /** Scaling policies are called each minute for as long as the alarm stays in its state. */
  repeat(alarm: Alarm): void {
    if (!alarm.actionsEnabled) return
    for (const actionArn of actionsFor(alarm, alarm.state.value))
      if (scales(actionArn)) void this.#kernel.clock.during(() => scale(this.#kernel, actionArn).catch(() => {}))
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

async function scale(kernel: Kernel, actionArn: string): Promise<void> {
  const autoscaling = kernel.service('application-autoscaling') as AutoScalingService | undefined
  if (!autoscaling) throw new AwsError('NotImplemented', 'Nothing scales here.', 501)
  await autoscaling.runPolicy(actionArn)
}

function actionsFor(alarm: Alarm, state: StateValue): string[] {
  if (state === 'ALARM') return alarm.alarmActions
  return state === 'OK' ? alarm.okActions : alarm.insufficientDataActions
}
