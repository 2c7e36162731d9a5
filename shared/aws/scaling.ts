import {
  ApplicationAutoScalingClient,
  DeleteScalingPolicyCommand,
  DeleteScheduledActionCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  PutScalingPolicyCommand,
  type PutScalingPolicyCommandInput,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  type RegisterScalableTargetCommandInput,
  type ScalableTarget,
  type ScalingPolicy,
  type ScheduledAction,
} from '@aws-sdk/client-application-auto-scaling'
import type { ActionRequest, ScaledVariant } from '#shared/domain/scaling/scaling-requests.ts'

const client = new ApplicationAutoScalingClient({})

const ServiceNamespace = 'sagemaker'

/** The scalable target of a variant; undefined when nothing scales it. */
export async function readTarget(ResourceId: string): Promise<ScalableTarget | undefined> {
  const { ScalableTargets = [] } = await client.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace, ResourceIds: [ResourceId] }),
  )
  return ScalableTargets[0]
}

export async function readPolicies(ResourceId: string): Promise<ScalingPolicy[]> {
  return pages(async (NextToken) => {
    const page = await client.send(new DescribeScalingPoliciesCommand({ ServiceNamespace, ResourceId, NextToken }))
    return [page.ScalingPolicies, page.NextToken]
  })
}

export async function readActions(ResourceId: string): Promise<ScheduledAction[]> {
  return pages(async (NextToken) => {
    const page = await client.send(new DescribeScheduledActionsCommand({ ServiceNamespace, ResourceId, NextToken }))
    return [page.ScheduledActions, page.NextToken]
  })
}

/** Makes a target, or changes what is given of one. */
export async function registerTarget(input: RegisterScalableTargetCommandInput): Promise<void> {
  await client.send(new RegisterScalableTargetCommand(input))
}

/** Takes a target away, with its policies and scheduled actions. */
export function deregisterTarget({ ResourceId, ScalableDimension }: ScaledVariant): Promise<void> {
  return unlessGone(
    client.send(new DeregisterScalableTargetCommand({ ServiceNamespace, ResourceId, ScalableDimension })),
  )
}

/** Answers the ARN of the policy, which its alarms call. */
export async function putPolicy(input: PutScalingPolicyCommandInput): Promise<string> {
  return (await client.send(new PutScalingPolicyCommand(input))).PolicyARN!
}

export function deletePolicy(PolicyName: string, { ResourceId, ScalableDimension }: ScaledVariant): Promise<void> {
  const input = { PolicyName, ServiceNamespace, ResourceId, ScalableDimension } as const
  return unlessGone(client.send(new DeleteScalingPolicyCommand(input)))
}

export async function putAction({ StartTime, EndTime, ...action }: ActionRequest['request']): Promise<void> {
  const between = {
    ...(StartTime && { StartTime: new Date(StartTime) }),
    ...(EndTime && { EndTime: new Date(EndTime) }),
  }
  await client.send(new PutScheduledActionCommand({ ...action, ...between }))
}

export function deleteAction(
  ScheduledActionName: string,
  { ResourceId, ScalableDimension }: ScaledVariant,
): Promise<void> {
  const input = { ScheduledActionName, ServiceNamespace, ResourceId, ScalableDimension } as const
  return unlessGone(client.send(new DeleteScheduledActionCommand(input)))
}

async function pages<Item>(
  next: (token: string | undefined) => Promise<readonly [Item[] | undefined, string | undefined]>,
): Promise<Item[]> {
  const all: Item[] = []
  let token: string | undefined
  do {
    const [items = [], after] = await next(token)
    all.push(...items)
    token = after
  } while (token)
  return all
}

/** A repeated call finds that the first one did it. */
async function unlessGone(answer: Promise<unknown>): Promise<void> {
  try {
    await answer
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ObjectNotFoundException') throw error
  }
}
