import type { EndpointState } from '../endpoint-outcome.ts'
import type { LineItem } from '../ledger-items.ts'

/** The config that a line serves with again once the clock brings it back; undefined while it is not away. */
export function returnsTo({ champion, switched }: Pick<LineItem, 'champion' | 'switched'>): string | undefined {
  return switched?.away ? champion?.endpointConfigName : undefined
}

/**
 * The endpoint of a line as everybody is to see it who asks which version serves: while the clock has it parked, or served
 * in another way, its champion serves nevertheless.
 */
export function servesAs(
  line: Pick<LineItem, 'champion' | 'switched'>,
  endpoint: EndpointState | undefined,
): EndpointState | undefined {
  const configName = returnsTo(line)
  return configName === undefined ? endpoint : { status: 'InService', ...endpoint, configName }
}
