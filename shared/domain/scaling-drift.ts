import type {
  PutScalingPolicyCommandInput,
  RegisterScalableTargetCommandInput,
  SuspendedState,
} from '@aws-sdk/client-application-auto-scaling'
import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import { differences } from './scaling/differences.ts'
import {
  type ActionRequest,
  allSuspended,
  type PolicyRequest,
  type ScaledVariant,
  type ScalingRequests,
  type ScalingState,
} from './scaling/scaling-requests.ts'

export interface WantedScaling extends ScalingRequests {
  /** Left as it is when not given: whoever suspends by hand has a reason. */
  suspended?: Required<SuspendedState>
}

/** One request that brings what is there nearer to what is wanted, and why it is sent. */
export type ScalingChange = { reason: string } & (
  | { do: 'register'; request: RegisterScalableTargetCommandInput }
  | { do: 'deregister'; target: ScaledVariant }
  | { do: 'put-policy'; name: string; request: PutScalingPolicyCommandInput }
  | { do: 'put-alarm'; policy: string; alarm: PutMetricAlarmCommandInput }
  | { do: 'put-action'; request: ActionRequest['request'] }
  | { do: 'delete-action'; name: string; target: ScaledVariant }
  | { do: 'delete-policy'; name: string; target: ScaledVariant }
  | { do: 'delete-alarm'; name: string }
)

export interface DriftFacts {
  wanted: WantedScaling | undefined
  there: ScalingState | undefined
  /** Whose name says that it is ours to remove; what is somebody else's stays. */
  isOurs: (name: string) => boolean
  /** Instances, or provisioned concurrency, of an endpoint at rest. */
  capacity?: number | undefined
  /** Whether a manifest asked for the target that is there: then it goes, too, when none does any more. */
  scaled?: boolean | undefined
  /** Our alarms, where there is no target whose policies they could call. */
  stray?: string[]
}

/** What differs, as the changes that mend it in the order in which they can be made; empty when all is as wanted. */
export function scalingDrift(facts: DriftFacts): ScalingChange[] {
  const { wanted, there, isOurs, capacity, scaled = false, stray = [] } = facts
  if (!wanted) return there ? removal(there, isOurs, scaled) : unwanted(stray)
  const other = there && there.target.ScalableDimension !== wanted.target.ScalableDimension
  const base = other ? undefined : there
  return [
    ...(other ? [deregister(there, `it scales ${there.target.ScalableDimension}, which is not wanted`)] : []),
    ...ofTarget(wanted, base, capacity),
    ...wanted.policies.flatMap((policy) => ofPolicy(policy, base)),
    ...wanted.policies.flatMap((policy) => ofAlarms(policy, base)),
    ...wanted.actions.flatMap((action) => ofAction(action, base)),
    ...(base ? leftOver(wanted, base, isOurs) : []),
    ...leftAlarms(wanted, there, isOurs, stray),
    ...ofSuspension(wanted, base),
  ]
}

function ofTarget(wanted: WantedScaling, there: ScalingState | undefined, capacity?: number): ScalingChange[] {
  const { target: request, suspended } = wanted
  if (!there) {
    const paused = suspended && { SuspendedState: allSuspended }
    return [{ do: 'register', request: { ...request, ...paused }, reason: 'the variant is no scalable target' }]
  }
  const { MinCapacity, MaxCapacity } = request
  const differs = differences(request, there.target)
  if (differs) return [{ do: 'register', request, reason: `of the target, ${differs}` }]
  if (capacity === undefined || (capacity >= MinCapacity && capacity <= MaxCapacity)) return []
  // Registering moves it; a scheduled action that came while the endpoint was changed did not.
  const reason = `the capacity is ${capacity}, and ${MinCapacity} to ${MaxCapacity} are wanted`
  return [{ do: 'register', request, reason }]
}

/** Last of all: whoever finds a variant that is not paused may take what scales it for whole. */
function ofSuspension({ target, suspended }: WantedScaling, there: ScalingState | undefined): ScalingChange[] {
  const differs = suspended && differences(suspended, there?.suspended ?? allSuspended)
  if (!differs) return []
  const { ServiceNamespace, ResourceId, ScalableDimension } = target
  const request = { ServiceNamespace, ResourceId, ScalableDimension, SuspendedState: suspended }
  return [{ do: 'register', request, reason: `of the target, ${differs}` }]
}

function ofPolicy({ name, request }: PolicyRequest, there: ScalingState | undefined): ScalingChange[] {
  const found = there?.policies.find((policy) => policy.name === name)
  const differs = found ? differences(request, found.request) : 'it is not there'
  return differs ? [{ do: 'put-policy', name, request, reason: `policy ${name}: ${differs}` }] : []
}

function ofAlarms({ name: policy, alarms }: PolicyRequest, there: ScalingState | undefined): ScalingChange[] {
  const found = there?.policies.find(({ name }) => name === policy)?.alarms ?? []
  return alarms.flatMap((alarm): ScalingChange[] => {
    const same = found.find(({ AlarmName }) => AlarmName === alarm.AlarmName)
    const differs = same ? differences(alarm, same) : `it does not call ${policy}`
    return differs ? [{ do: 'put-alarm', policy, alarm, reason: `alarm ${alarm.AlarmName}: ${differs}` }] : []
  })
}

function ofAction({ name, request }: ActionRequest, there: ScalingState | undefined): ScalingChange[] {
  const found = there?.actions.find((action) => action.name === name)
  const differs = found ? differences(request, found.request) : 'it is not there'
  return differs ? [{ do: 'put-action', request, reason: `scheduled action ${name}: ${differs}` }] : []
}

/** Policies and actions of ours that nothing asks for any more. */
function leftOver(wanted: ScalingRequests, there: ScalingState, isOurs: (name: string) => boolean): ScalingChange[] {
  const { target } = there
  const over = (names: { name: string }[], asked: { name: string }[]) =>
    names.map(({ name }) => name).filter((name) => isOurs(name) && !asked.some((one) => one.name === name))
  return [
    ...over(there.actions, wanted.actions).map((name) => {
      return { do: 'delete-action' as const, name, target, reason: `scheduled action ${name} is over or not wanted` }
    }),
    ...over(there.policies, wanted.policies).map((name) => {
      return { do: 'delete-policy' as const, name, target, reason: `policy ${name} is not wanted` }
    }),
  ]
}

function leftAlarms(
  wanted: ScalingRequests | undefined,
  there: ScalingState | undefined,
  isOurs: (name: string) => boolean,
  stray: string[] = [],
): ScalingChange[] {
  const asked = (wanted?.policies ?? []).flatMap(({ alarms }) => alarms.map(({ AlarmName }) => AlarmName))
  const found = there ? [...there.stray, ...there.policies.flatMap(({ alarms }) => alarms)] : []
  const names = new Set([...found.map(({ AlarmName }) => AlarmName!), ...stray])
  return unwanted([...names].filter((name) => isOurs(name) && !asked.includes(name)))
}

function unwanted(alarms: string[]): ScalingChange[] {
  return alarms.map((name) => ({ do: 'delete-alarm', name, reason: `alarm ${name} is not wanted` }))
}

/** Takes away what is ours; the target as well, unless somebody else's hangs on it, or nothing says that it ever was. */
function removal(there: ScalingState, isOurs: (name: string) => boolean, scaled: boolean): ScalingChange[] {
  const none = { target: there.target, policies: [], actions: [] }
  const names = [...there.policies, ...there.actions].map(({ name }) => name)
  const alone = (scaled || names.length > 0) && names.every(isOurs)
  const gone = alone ? [deregister(there, 'nothing is to scale any more')] : leftOver(none, there, isOurs)
  return [...gone, ...leftAlarms(undefined, there, isOurs)]
}

function deregister({ target }: ScalingState, reason: string): ScalingChange {
  const { ServiceNamespace, ResourceId, ScalableDimension } = target
  return { do: 'deregister', target: { ServiceNamespace, ResourceId, ScalableDimension }, reason }
}
