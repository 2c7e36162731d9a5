import { durationSeconds } from '#shared/manifest/duration.ts'
import type { LineItem, VersionItem } from './ledger-items.ts'
import { configSteps, jobName } from './names.ts'
import { returnsTo } from './switching/serves-as.ts'

export type ResourceKind = 'endpoint' | 'endpoint-config' | 'model'

/** A resource of this stage as SageMaker lists it. */
export interface Resource {
  kind: ResourceKind
  name: string
  createdAt: string
}

/** A model line with what its resources are judged by. */
export interface LineFacts {
  line: Pick<LineItem, 'model' | 'lease' | 'rolloutLease' | 'watching' | 'champion' | 'switched'>
  endpointName: string
  /** The configs that the endpoint serves with or goes to. */
  configs: string[]
  versions: VersionItem[]
  /** The manifest's deploy.retention. */
  retention: string
}

/** Why a resource is there; `until` is when it is swept, `sweep` that it is now. */
export interface Judged extends Resource {
  model?: string
  why: string
  until?: string
  sweep: boolean
}

/** What nobody knows is given a day: whoever made it may be about to say what it is for. */
const graceSeconds = 86_400
const steps = ['model', ...configSteps]
const mostAttempts = 2

/** Why each resource of the stage is still there, and which of them are to be swept now. Endpoints never are. */
export function judgeResources(resources: Resource[], lines: LineFacts[], stage: string, now: string): Judged[] {
  return resources.map((resource) => {
    const judged = lines.reduce<Verdict | undefined>(
      (found, line) => found ?? verdictOf(resource, line, stage),
      undefined,
    )
    return settled(resource, judged ?? unknown(resource), now)
  })
}

interface Verdict {
  model?: string
  why: string
  /** Absent: for as long as this holds. */
  until?: string
}

function verdictOf({ kind, name }: Resource, facts: LineFacts, stage: string): Verdict | undefined {
  const { line, endpointName, configs, versions, retention } = facts
  const { model, lease, champion } = line
  if (kind === 'endpoint') {
    if (name !== endpointName) return undefined
    return { model, why: champion ? `serves version ${champion.version} of ${model}` : `the endpoint of ${model}` }
  }
  const { switched } = line
  const serving = [...configs, returnsTo(line), switched?.configName]
  const parked = switched?.away === true && switched.to === 'parked'
  const version = versions.find((one) => name === (kind === 'model' ? one.modelName : one.endpointConfigName))
  if (kind === 'endpoint-config' && !parked && serving.includes(name))
    return { model, why: `${endpointName} serves with it` }
  if (version?.endpointConfigName && serving.includes(version.endpointConfigName))
    return { model, why: `version ${version.version} of ${model} ${parked ? 'is parked' : 'serves'}` }
  if (lease && namesOf(lease.run, stage).has(name)) return { model, why: `run ${lease.run} is on` }
  if (line.rolloutLease) {
    if (version) return { model, why: `rollout ${line.rolloutLease.rollout} is on` }
    return undefined
  }
  if (!version) return undefined
  const since = version.retiredAt ?? version.deployedAt ?? version.createdAt
  const until = new Date(Date.parse(since) + durationSeconds(retention) * 1000).toISOString()
  const what = version.deployedAt ? 'served until' : 'never served; judged'
  return {
    model,
    why: `version ${version.version} of ${model} ${what} ${since}; kept ${retention} to go back to`,
    until,
  }
}

/** What one run calls its resources. */
function namesOf(run: string, stage: string): Set<string> {
  const attempts = Array.from({ length: mostAttempts }, (_, index) => index + 1)
  return new Set(steps.flatMap((step) => attempts.map((attempt) => jobName(stage, run, step, attempt))))
}

function unknown({ kind, createdAt }: Resource): Verdict {
  if (kind === 'endpoint') return { why: 'no model line answers for it: delete it, or apply the line again' }
  const until = new Date(Date.parse(createdAt) + graceSeconds * 1000).toISOString()
  return { why: 'no version in the ledger knows it: a run that failed left it', until }
}

function settled(resource: Resource, { model, why, until }: Verdict, now: string): Judged {
  const sweep = resource.kind !== 'endpoint' && until !== undefined && until <= now
  return { ...resource, ...(model && { model }), why, ...(until && { until }), sweep }
}
