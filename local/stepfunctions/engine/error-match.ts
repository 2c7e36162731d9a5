import type { StateFailure } from './failure.ts'

const BEYOND_ALL = new Set(['States.DataLimitExceeded', 'States.Runtime'])

/**
 * Whether an ErrorEquals names the failure. States.Runtime is never caught; States.DataLimitExceeded only by its own
 * name; States.TaskFailed stands for every error but a timeout.
 */
export function matchesError(errorEquals: readonly string[], failure: StateFailure): boolean {
  if (failure.error === 'States.Runtime') return false
  return errorEquals.some((name) => {
    if (name === failure.error || failure.aliases.includes(name)) return true
    if (BEYOND_ALL.has(failure.error)) return false
    return name === 'States.ALL' || (name === 'States.TaskFailed' && failure.error !== 'States.Timeout')
  })
}
