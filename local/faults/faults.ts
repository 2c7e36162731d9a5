import type { AwsEvent } from '../kernel/kernel.ts'
import type { CallSite } from './call-site.ts'

/** A running invocation of a function. */
export interface RunningInvocation {
  /** Ends its environment at once, as a machine that fails does. */
  crash(): void
  /** While it only waits. */
  idle<T>(wait: () => Promise<T>): Promise<T>
}

export interface JobSite {
  kind: 'processing' | 'training' | 'transform'
  name: string
  /** On capacity that may be taken away. */
  spot: boolean
}

/** `interrupted`: its capacity is taken away, and it starts again when there is some. */
export type JobFault = { kind: 'failed'; reason: string } | { kind: 'interrupted' }

/**
 * `late`: they come up, but only after so long. `crashes`: each instance ends by itself so long after it came up, its
 * successors too. Of the others none comes up.
 */
export type InstanceFault = { kind: 'no-capacity' | 'unhealthy' } | { kind: 'crashes' | 'late'; afterMs: number }

/** `silent-rollback`: it goes back when it is all but done, and nobody is told why. */
export type DeploymentFault = 'silent-rollback'

/** What goes wrong on purpose: the runtime asks wherever something may. */
export interface Faults {
  /** Around every call: may refuse it, put it off, or keep its answer back. */
  around<T>(site: CallSite, act: () => T | Promise<T>): Promise<T>
  /** Notes an invocation whose calls may crash it; answers what forgets it. */
  running(traceId: string, invocation: RunningInvocation): () => void
  /** In how many milliseconds EventBridge delivers an event, once for each delivery; none loses it. */
  deliveries(event: AwsEvent): number[]
  /** Asked when the container of a job is to start. */
  job(site: JobSite): JobFault | undefined
  /** Asked when instances of an endpoint are to come up. */
  instances(endpointName: string): InstanceFault | undefined
  /** Asked when an update of an endpoint is about to end well. */
  deployment(endpointName: string): DeploymentFault | undefined
}

/** Whoever made the call is gone: it gets no answer. */
export class Unanswered extends Error {}

export const noFaults: Faults = {
  around: async (_, act) => act(),
  running: () => () => {},
  deliveries: () => [0],
  job: () => undefined,
  instances: () => undefined,
  deployment: () => undefined,
}
