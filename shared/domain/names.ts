import { createHash } from 'node:crypto'
import type { Trigger } from './trigger.ts'

/** Longest name of a job, model, endpoint config or endpoint in SageMaker. */
const longestName = 63
const longestRunId = 40

/**
 * The id of the run that a set of triggers starts. It follows from the model line and the oldest of them alone, so a
 * repeated admission finds the run that the first one began. Sorts by time within a model line.
 */
export function runIdFor(model: string, triggers: Pick<Trigger, 'id' | 'at'>[]): string {
  const first = [...triggers].sort((left, right) => compare(left.at, right.at) || compare(left.id, right.id))[0]
  if (!first) throw new RangeError('a run needs a trigger')
  return lineId(model, first.at, first.id)
}

/**
 * The id of a way back. It follows from its cause alone (a request, or the rollout that turned bad), so that asking twice
 * goes back once; it sorts by time among the model line's rollouts.
 */
export function rollbackIdFor(model: string, cause: string, at: string): string {
  return `${lineId(model, at, cause)}-back`
}

/**
 * The id of one scoring of files in mode batch, and so of its execution and its Transform job. It follows from its cause
 * alone (a change of an object, an occasion of the clock, a request), so that hearing of it twice scores once.
 */
export function scoreIdFor(model: string, cause: string, at: string): string {
  return lineId(model, at, `score ${cause}`)
}

/**
 * The id of one change of the way in which a line serves, and so of its execution. It follows from what is to be in force
 * and the hour: an event that comes twice changes nothing twice, and what broke is tried again.
 */
export function switchIdFor(model: string, what: string, now: string): string {
  const hour = `${now.slice(0, 13)}:00:00Z`
  return `${lineId(model, hour, what)}-switch`
}

/** The config by which a version serves in another way than its own; other settings have another one. */
export function switchedConfigName(stage: string, run: string, to: string, settings: unknown): string {
  return fitted(`${servicePrefix(stage)}-${run}-${to}-${digest([JSON.stringify(settings)], 6)}`)
}

/** The steps that name the endpoint configs which a run may make. */
export const configSteps = ['config', 'judged', 'shadow'] as const

/** `<service>-<run>-<step>-<attempt>`: unique per run and attempt, and the same again for the same. */
export function jobName(stage: string, run: string, step: string, attempt: number): string {
  return fitted(`${servicePrefix(stage)}-${run}-${step}-${attempt}`)
}

/** The one endpoint of a model line in a stage. */
export function endpointName(stage: string, model: string): string {
  return fitted(`${servicePrefix(stage)}-${model}`)
}

/** The one model package group of a model line in a stage. */
export function modelPackageGroupName(stage: string, model: string): string {
  return fitted(`${servicePrefix(stage)}-${model}`)
}

/** What the alarms of a rollout are about. */
export const alarmKinds = ['errors', 'latency'] as const

/** An alarm over what one endpoint config serves; another config has another one. */
export function alarmName(stage: string, model: string, what: (typeof alarmKinds)[number], configName: string): string {
  return `${servicePrefix(stage)}-${model}-${what}-${digest([configName], 8)}`
}

/** Whether an alarm was put for a rollout of the line, and is not one of its own. */
export function isAlarmOf(stage: string, model: string, name: string): boolean {
  const made = `${servicePrefix(stage)}-${model}-`
  return name.startsWith(made) && /^(errors|latency)-[0-9a-f]{8}$/.test(name.slice(made.length))
}

/** What every SageMaker resource of a stage is called first, so that policies can be confined to it. */
export function servicePrefix(stage: string): string {
  return `trimtab-${stage}`
}

/** At most 36 characters that make a repeated create find its first try. */
export function clientToken(...parts: (string | number)[]): string {
  return digest(parts, 32)
}

/** A name of at most 63 characters; a longer one keeps its head and ends in a digest of the whole. */
function fitted(name: string): string {
  if (name.length <= longestName) return name
  return `${cut(name, longestName - 9)}-${digest([name], 8)}`
}

function lineId(model: string, at: string, cause: string): string {
  const stamp = at
    .replace(/\.\d+Z$/, '')
    .replace(/[-:]/g, '')
    .toLowerCase()
  const suffix = `${stamp}-${digest([model, cause], 8)}`
  return `${cut(model, longestRunId - suffix.length - 1)}-${suffix}`
}

function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/-+$/, '')
}

function digest(parts: (string | number)[], length: number): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, length)
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
