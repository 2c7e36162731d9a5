import { list, put, read, remove } from './table.ts'

/** An execution that waits for an endpoint to come to rest. */
export interface EndpointWait {
  endpointName: string
  /** The endpoint config that is to serve. */
  configName: string
  taskToken: string
  since: string
  until: string
}

const keyOf = (endpointName: string) => ({ pk: 'WAITS', sk: `ENDPOINT#${endpointName}` })

/** One execution at a time deploys to an endpoint, so one wait for it is enough; a new token replaces the old. */
export function putWait(wait: EndpointWait): Promise<void> {
  return put(keyOf(wait.endpointName), wait)
}

export function readWait(endpointName: string): Promise<EndpointWait | undefined> {
  return read<EndpointWait>(keyOf(endpointName))
}

export function listWaits(): Promise<EndpointWait[]> {
  return list<EndpointWait>('WAITS', 'ENDPOINT#')
}

/** Forgets this wait, unless a new one has taken its place. */
export function removeWait({ endpointName, taskToken }: EndpointWait): Promise<boolean> {
  return remove(keyOf(endpointName), 'taskToken = :taskToken', { ':taskToken': taskToken })
}
