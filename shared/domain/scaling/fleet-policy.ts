/** What a metric is derived from in a simulation; `custom` metrics cannot be, and are refused before. */
export type SimulatedMetric =
  | 'invocationsPerInstance'
  | 'cpu'
  | 'latency'
  | 'concurrency'
  | 'backlogPerInstance'
  | 'provisionedConcurrency'

export interface TrackedTarget {
  metric: SimulatedMetric
  value: number
  /**
   * In minutes, as everything here: CloudWatch's periods are 60 s. A rest after adding there is not: within it more may
   * be added, and a target never asks twice for what is on its way.
   */
  scaleInCooldown: number
  scaleIn: boolean
}

export interface StepRule {
  metric: SimulatedMetric
  /** The alarm: so many minutes in a row beyond the threshold. */
  threshold: number
  direction: 'above' | 'below'
  minutes: number
  /** Offsets from the threshold, ascending; the last whose bound is reached acts. */
  steps: { from: number; change: number }[]
  adjust: 'instances' | 'percent' | 'exact'
  cooldown: number
}

/** A scheduled action that falls due: the bounds from then on. */
export interface BoundsChange {
  minute: number
  min: number
  max: number
}

/** What governs a fleet in a simulation; the oracle and a fixed fleet need no more than bounds. */
export interface FleetPolicy {
  name: string
  min: number
  max: number
  targets: TrackedTarget[]
  steps: StepRule[]
  /** Ascending by minute. */
  changes: BoundsChange[]
}

/** What one instance is, measured. */
export interface Instance {
  /** Requests that it serves in a minute at its latency objective. */
  perMinute: number
  /** Seconds that one request takes on an idle instance. */
  serviceTime: number
  /** Minutes from asking for it until it serves; it is paid for from the asking. */
  startMinutes: number
  /** Requests beyond capacity wait, instead of being turned away. */
  queues: boolean
}
