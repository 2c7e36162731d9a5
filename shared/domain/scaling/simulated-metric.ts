import type { Instance, SimulatedMetric } from './fleet-policy.ts'

/** What the fleet went through in one minute. */
export interface Minute {
  demand: number
  instances: number
  backlog: number
}

/**
 * What CloudWatch would show of a minute; undefined when it would show nothing. CPU is proportional to what is served;
 * concurrency is Little's law; latency that of an M/M/1 server, cut where the queue would grow without end.
 */
export function simulatedMetric(
  metric: SimulatedMetric,
  { demand, instances, backlog }: Minute,
  { perMinute, serviceTime }: Instance,
): number | undefined {
  if (instances === 0) return undefined
  const each = demand / instances
  const load = each / perMinute
  switch (metric) {
    case 'invocationsPerInstance':
      return each
    case 'cpu':
      return 100 * Math.min(1, load)
    case 'provisionedConcurrency':
      return Math.min(1, load)
    case 'concurrency':
      return (each / 60) * serviceTime
    case 'latency':
      return demand === 0 ? undefined : (1000 * serviceTime) / (1 - Math.min(load, 0.99))
    case 'backlogPerInstance':
      return backlog / instances
  }
}
