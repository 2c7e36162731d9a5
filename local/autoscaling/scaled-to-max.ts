import type { AwsEvent } from '../kernel/kernel.ts'
import type { ScalableTarget } from './records.ts'

/** The one event that Application Auto Scaling sends: it cannot add more. */
export function scaledToMax(
  target: ScalableTarget,
  { from, to, startTime, endTime }: { from: number; to: number; startTime: number; endTime: number },
): AwsEvent {
  return {
    source: 'aws.application-autoscaling',
    detailType: 'Application Auto Scaling Scaling Activity State Change',
    resources: [],
    detail: {
      startTime: stamp(startTime),
      endTime: stamp(endTime),
      newDesiredCapacity: to,
      oldDesiredCapacity: from,
      minCapacity: target.MinCapacity,
      maxCapacity: target.MaxCapacity,
      resourceId: target.ResourceId,
      scalableDimension: target.ScalableDimension,
      serviceNamespace: target.ServiceNamespace,
      statusCode: 'Successful',
      scaledToMax: true,
      direction: 'scale-out',
    },
  }
}

const stamp = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
