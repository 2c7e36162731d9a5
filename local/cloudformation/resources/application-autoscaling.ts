import type { ResourceContext, ResourceType } from '../resource-type.ts'

const SERVICE = 'application-autoscaling'

export const scalableTarget: ResourceType = {
  // The linked role of the service scales, whatever is named.
  withoutEffect: ['RoleARN'],
  async put({ call }, { ScheduledActions = [], ...properties }, previous) {
    const { ResourceId, ScalableDimension, ServiceNamespace, MinCapacity, MaxCapacity, SuspendedState } = properties
    const name = { ResourceId, ScalableDimension, ServiceNamespace }
    const bounds = { MinCapacity: Number(MinCapacity), MaxCapacity: Number(MaxCapacity) }
    await call(SERVICE, 'RegisterScalableTarget', { ...name, ...bounds, SuspendedState })
    const ref = `${ResourceId}|${ScalableDimension}|${ServiceNamespace}`
    await putSchedules({ call }, name, ScheduledActions)
    if (previous?.made.ref === ref) {
      const kept = ScheduledActions.map(({ ScheduledActionName }: any) => ScheduledActionName)
      for (const { ScheduledActionName } of previous.properties.ScheduledActions ?? [])
        if (!kept.includes(ScheduledActionName))
          await call(SERVICE, 'DeleteScheduledAction', { ...name, ScheduledActionName })
    }
    return { ref, attributes: { Id: ref } }
  },
  remove: ({ call }, made) => call(SERVICE, 'DeregisterScalableTarget', targetOf(made.ref)),
}

export const scalingPolicy: ResourceType = {
  async put({ call }, { ScalingTargetId, ...properties }) {
    const { PolicyName, PolicyType, StepScalingPolicyConfiguration, TargetTrackingScalingPolicyConfiguration } =
      properties
    const { ResourceId, ScalableDimension, ServiceNamespace } = properties
    const { PolicyARN } = await call(SERVICE, 'PutScalingPolicy', {
      ...(ScalingTargetId ? targetOf(ScalingTargetId) : { ResourceId, ScalableDimension, ServiceNamespace }),
      PolicyName,
      PolicyType,
      StepScalingPolicyConfiguration,
      TargetTrackingScalingPolicyConfiguration,
    })
    return { ref: PolicyARN, attributes: { Arn: PolicyARN } }
  },
  // Its target may have taken it along.
  remove: ({ call }, _made, { PolicyName, ScalingTargetId, ResourceId, ScalableDimension, ServiceNamespace }) =>
    call(SERVICE, 'DeleteScalingPolicy', {
      ...(ScalingTargetId ? targetOf(ScalingTargetId) : { ResourceId, ScalableDimension, ServiceNamespace }),
      PolicyName,
    }).catch((error) => {
      if (error.code !== 'ObjectNotFoundException') throw error
    }),
}

async function putSchedules({ call }: Pick<ResourceContext, 'call'>, name: object, actions: any[]): Promise<void> {
  for (const { StartTime, EndTime, ...action } of actions)
    await call(SERVICE, 'PutScheduledAction', {
      ...name,
      ...action,
      ...(StartTime && { StartTime: new Date(StartTime) }),
      ...(EndTime && { EndTime: new Date(EndTime) }),
    })
}

/** What the Ref of a target names. */
function targetOf(ref: string) {
  const [ResourceId, ScalableDimension, ServiceNamespace] = ref.split('|')
  return { ResourceId, ScalableDimension, ServiceNamespace }
}
