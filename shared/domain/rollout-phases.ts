import type { RolloutPhase } from './ledger-items.ts'

/** While somebody changes the endpoint. */
export const unfinished: readonly RolloutPhase[] = ['starting', 'shadow', 'shifting', 'finishing', 'rolling-back']

/** The version has all requests, for the time being or for good. */
export const finished: readonly RolloutPhase[] = ['watching', 'kept']
