import type { Clock } from '../clock/clock.ts'
import type { CallSite } from './call-site.ts'
import { Chance } from './chance.ts'
import { type CallFault, type FaultRules, type InstanceFaultKind, type JobFaultKind, matches } from './fault-rules.ts'
import {
  type DeploymentFault,
  type Faults,
  type InstanceFault,
  type JobFault,
  type RunningInvocation,
  Unanswered,
} from './faults.ts'
import { broken, limited, throttled } from './service-errors.ts'

export interface SeededFaultsOptions {
  seed: number
  rules: FaultRules
  /** Only these, by the names that `injected` gives them; the rules then say only what matches and how long it takes. */
  only?: Iterable<string>
  clock: () => Clock
}

/**
 * Faults drawn from a seed. Each has a name that says what went wrong, where, and at the how-manieth time there, so that
 * a list of names brings the same faults about again.
 */
export class SeededFaults implements Faults {
  /** What went wrong so far, in order. */
  readonly injected: string[] = []
  /** After this nothing goes wrong any more, and calls take what they take. */
  over = false
  readonly #chance: Chance
  readonly #rules: FaultRules
  readonly #only: ReadonlySet<string> | undefined
  readonly #clock: () => Clock
  readonly #running = new Map<string, RunningInvocation>()

  constructor({ seed, rules, only, clock }: SeededFaultsOptions) {
    this.#chance = new Chance(seed)
    this.#rules = rules
    this.#only = only && new Set(only)
    this.#clock = clock
  }

  async around<T>(site: CallSite, act: () => T | Promise<T>): Promise<T> {
    if (site.caller === 'operator') return act()
    const { service, operation, caller } = site
    const place = `${service}:${operation} by ${caller}`
    const time = this.#chance.visit(place)
    const invocation = this.#running.get(site.traceId ?? '')
    const fault = this.#draw<CallFault>(
      place,
      time,
      (this.#rules.calls ?? []).filter(
        (rule) =>
          matches(rule.service, service) &&
          matches(rule.operation, operation) &&
          matches(rule.caller, caller) &&
          !(rule.notCaller && matches(rule.notCaller, caller)) &&
          (invocation || !rule.fault.startsWith('crash')),
      ),
    )
    const share = this.#chance.of('latency', place, time)
    await this.#pass(fault === 'slow' ? 5000 + share * 55_000 : this.#latency(share), invocation)
    if (fault === 'throttled') throw throttled(service)
    if (fault === 'limited') throw limited(operation)
    if (fault === 'broken') throw broken(service)
    if (fault === 'crash-before') return this.#crash(invocation!)
    const answer = await act()
    await this.#pass(this.#latency(this.#chance.of('answer', place, time)), invocation)
    if (fault === 'unheard') throw broken(service)
    if (fault === 'crash-after') return this.#crash(invocation!)
    return answer
  }

  running(traceId: string, invocation: RunningInvocation): () => void {
    this.#running.set(traceId, invocation)
    return () => void this.#running.delete(traceId)
  }

  deliveries({ source, detailType }: { source: string; detailType: string }): number[] {
    const place = `${source} ${detailType}`
    const time = this.#chance.visit(place)
    const rules = (this.#rules.events ?? []).filter(
      (rule) => matches(rule.source, source) && matches(rule.detailType, detailType),
    )
    const fault = this.#draw(place, time, rules)
    const first = this.#latency(this.#chance.of('latency', place, time))
    const share = this.#chance.of('late', place, time)
    if (fault === 'lost') return []
    if (fault === 'twice') return [first, first + share * 60_000]
    return [fault === 'late' ? first + share * 120_000 : first]
  }

  job({ kind, spot }: { kind: string; spot: boolean }): JobFault | undefined {
    const place = `${kind} job`
    const rules = (this.#rules.jobs ?? []).filter(
      (rule) => matches(rule.kind, kind) && (spot || rule.fault !== 'interrupted'),
    )
    const fault = this.#draw<JobFaultKind>(place, this.#chance.visit(place), rules)
    if (!fault) return undefined
    return fault === 'interrupted' ? { kind: fault } : { kind: 'failed', reason: `${fault}: ${REASONS[fault]}` }
  }

  instances(endpointName: string): InstanceFault | undefined {
    const place = 'endpoint instances'
    const rules = (this.#rules.instances ?? [])
      .filter((rule) => matches(rule.endpoint, endpointName))
      .map((rule) => ({ ...rule, fault: rule.fault ?? 'no-capacity' }))
    const fault = this.#draw<InstanceFaultKind>(place, this.#chance.visit(place), rules)
    if (!fault) return undefined
    if (fault === 'crash-later') return { kind: 'crashes', afterMs: 60_000 }
    return { kind: fault === 'crash-at-start' ? 'unhealthy' : fault }
  }

  deployment(endpointName: string): DeploymentFault | undefined {
    const place = 'endpoint deployment'
    const rules = (this.#rules.deployments ?? []).filter((rule) => matches(rule.endpoint, endpointName))
    return this.#draw<DeploymentFault>(place, this.#chance.visit(place), rules)
  }

  /** The first of the rules whose turn it is. */
  #draw<Fault extends string>(place: string, time: number, rules: { fault: Fault; rate: number }[]) {
    if (this.over) return undefined
    for (const { fault, rate } of rules) {
      const name = `${fault} at ${place} #${time}`
      if (!(this.#only ? this.#only.has(name) : this.#chance.of(name) < rate)) continue
      this.injected.push(name)
      return fault
    }
    return undefined
  }

  #latency(share: number): number {
    const [from, to] = this.#rules.latency ?? [0, 0]
    return from + share * (to - from)
  }

  async #pass(ms: number, invocation: RunningInvocation | undefined): Promise<void> {
    if (ms <= 0) return
    const clock = this.#clock()
    // The call waits, and so does the invocation that it is a part of.
    const passed = clock.idle(() => clock.sleep(ms))
    await (invocation ? invocation.idle(() => passed) : passed)
  }

  #crash(invocation: RunningInvocation): never {
    invocation.crash()
    throw new Unanswered()
  }
}

const REASONS: Record<Exclude<JobFaultKind, 'interrupted'>, string> = {
  AlgorithmError: 'the container ended with exit code 1, exit code: 1',
  CapacityError: 'Unable to provision requested ML compute capacity. Please retry using a different ML instance type.',
  InternalServerError: 'We encountered an internal error. Please try again.',
}
