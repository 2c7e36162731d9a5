import type { DeploymentFault } from './faults.ts'

/** Texts in which `*` is any text; one of them must match. Without it everything does. */
type Pattern = string[] | undefined

/**
 * throttled: refused, without effect. limited: refused for a quota of the account. broken: the service fails, without effect. unheard: done, but the caller is told
 * that the service failed. crash-before, crash-after: the function that calls ends before its call has its effect, or
 * after. slow: answered after 5 to 60 seconds.
 */
export type CallFault = 'throttled' | 'limited' | 'broken' | 'unheard' | 'crash-before' | 'crash-after' | 'slow'

/** lost: never delivered. twice: delivered again within a minute. late: overtaken by up to two minutes of others. */
type EventFault = 'lost' | 'twice' | 'late'

/** By the first word of the reason that the job gives; `interrupted` takes spot capacity away. */
export type JobFaultKind = 'AlgorithmError' | 'CapacityError' | 'InternalServerError' | 'interrupted'

/**
 * no-capacity: instances do not come up. crash-at-start: their containers end before they are healthy. crash-later: each
 * container ends a minute after it came up.
 */
export type InstanceFaultKind = 'no-capacity' | 'crash-at-start' | 'crash-later'

/** How often what goes wrong: each rule with the share of the places that it matches, 0 to 1. */
export interface FaultRules {
  calls?: {
    fault: CallFault
    rate: number
    service?: Pattern
    operation?: Pattern
    caller?: Pattern
    /** Whose calls are spared. */
    notCaller?: Pattern
  }[]
  events?: { fault: EventFault; rate: number; source?: Pattern; detailType?: Pattern }[]
  jobs?: { fault: JobFaultKind; rate: number; kind?: Pattern }[]
  /** Whenever instances of an endpoint are to come up; `no-capacity` unless another fault is named. */
  instances?: { rate: number; fault?: InstanceFaultKind; endpoint?: Pattern }[]
  /** Updates of endpoints that go wrong as a whole. */
  deployments?: { rate: number; fault: DeploymentFault; endpoint?: Pattern }[]
  /** What every call takes, in milliseconds: from, to. */
  latency?: [from: number, to: number]
}

/** Whether a text matches a pattern. */
export function matches(pattern: Pattern, text: string): boolean {
  return pattern === undefined || pattern.some((one) => expressionOf(one).test(text))
}

const expressions = new Map<string, RegExp>()

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  const expression = expressions.get(pattern) ?? new RegExp(`^${parts.join('.*')}$`)
  expressions.set(pattern, expression)
  return expression
}
