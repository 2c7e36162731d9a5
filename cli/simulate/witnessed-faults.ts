import type { InstanceFault } from '#local/faults/faults.ts'
import { SeededFaults } from '#local/faults/seeded-faults.ts'

/** Faults drawn from a seed, and who met those that callers of an endpoint feel. */
export class WitnessedFaults extends SeededFaults {
  /** Endpoints whose instances end by themselves. */
  readonly crashed = new Set<string>()

  override instances(endpointName: string): InstanceFault | undefined {
    const fault = super.instances(endpointName)
    if (fault?.kind === 'crashes') this.crashed.add(endpointName)
    return fault
  }
}
