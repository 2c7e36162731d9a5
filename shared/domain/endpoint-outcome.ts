/** An endpoint as DescribeEndpoint tells it. */
export interface EndpointState {
  status: string
  configName: string
  reason?: string
  /** Instances, or provisioned concurrency, that each variant is to have; of one that has neither there is nothing. */
  sizes?: Record<string, number>
}

export type EndpointOutcome =
  | { outcome: 'waits' }
  | { outcome: 'serves' }
  | { outcome: 'failed'; error: 'EndpointRolledBack' | 'EndpointFailed' | 'EndpointTimeout'; reason: string }

const moving = new Set(['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting'])

/** Whether an endpoint is on its way to another state, and takes no change until it is there. */
export const isMoving = (status: string) => moving.has(status)

/**
 * What became of a deployment. An endpoint that is in service is no proof: after an automatic rollback SageMaker
 * reports InService too, with the config of before.
 */
export function endpointOutcome(
  endpoint: EndpointState | undefined,
  wanted: { configName: string; until: string },
  now: string,
): EndpointOutcome {
  if (!endpoint) return { outcome: 'failed', error: 'EndpointFailed', reason: 'the endpoint is gone' }
  const { status, configName, reason } = endpoint
  if (isMoving(status)) {
    if (Date.parse(now) < Date.parse(wanted.until)) return { outcome: 'waits' }
    const late = `the endpoint is still ${status} at ${now}; it had until ${wanted.until}`
    return { outcome: 'failed', error: 'EndpointTimeout', reason: late }
  }
  const because = reason ? `: ${reason}` : ''
  if (status !== 'InService') {
    return { outcome: 'failed', error: 'EndpointFailed', reason: `the endpoint is ${status}${because}` }
  }
  if (configName === wanted.configName) return { outcome: 'serves' }
  const back = `SageMaker went back to ${configName}, which serves, and gave up ${wanted.configName}${because}`
  return { outcome: 'failed', error: 'EndpointRolledBack', reason: back }
}

/** Why an endpoint does not serve any more what it is to; undefined when it does, or is on its way to something. */
export function lostEndpoint(endpoint: EndpointState | undefined, configName: string): string | undefined {
  if (!endpoint || endpoint.status === 'Deleting') return 'somebody removed the endpoint'
  if (isMoving(endpoint.status)) return undefined
  if (endpoint.status === 'Failed') return `the endpoint is Failed${endpoint.reason ? `: ${endpoint.reason}` : ''}`
  if (endpoint.configName === configName) return undefined
  return `somebody gave the endpoint another config: ${endpoint.configName} serves, and not ${configName}`
}
