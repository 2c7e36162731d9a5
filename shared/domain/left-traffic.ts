import { type EndpointState, isMoving } from './endpoint-outcome.ts'

/**
 * What a run that did not end as deployed left at its line's endpoint. `settled`: what was meant to serve does, or nothing
 * of this run. `moving`: an update that it began, or one back, is under way. `stray`: its own config is in traffic.
 */
export type LeftTraffic = 'settled' | 'moving' | 'stray'

/** `own` are the names of the run's endpoint configs; `champion` is the config that the ledger says serves. */
export function leftTraffic(
  endpoint: EndpointState | undefined,
  own: string[],
  champion: string | undefined,
): LeftTraffic {
  if (!endpoint) return 'settled'
  if (isMoving(endpoint.status)) return 'moving'
  return own.includes(endpoint.configName) && endpoint.configName !== champion ? 'stray' : 'settled'
}
