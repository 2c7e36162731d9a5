import type { LineItem } from '../ledger-items.ts'
import type { Ought } from './ought-to-serve.ts'

/** Whether a line has to be changed for what ought to be in force, as far as the ledger knows. */
export function isDue({ champion, switched }: Pick<LineItem, 'champion' | 'switched'>, ought: Ought): boolean {
  // There is nothing yet that could serve in another way.
  if (champion?.endpointConfigName === undefined) return false
  if (!switched) return !ought.home
  if (switched.gaveUp !== undefined && switched.since === ought.since) return false
  if (switched.at === undefined || switched.to !== ought.to || switched.away === ought.home) return true
  // A way back took the version that serves in another way from under it.
  return switched.configName !== undefined && switched.version !== champion.version
}
