import type { StateFailure } from './failure.ts'

/**
 * Whether an ErrorEquals names the failure. States.Runtime is never caught; States.ALL stands for every other error,
 * States.TaskFailed for all of those but a timeout and States.DataLimitExceeded.
 */
export function matchesError(errorEquals: readonly string[], failure: StateFailure): boolean {
  if (failure.error === 'States.Runtime') return false
  return errorEquals.some((name) => {
    if (name === failure.error || name === 'States.ALL' || failure.aliases.includes(name)) return true
    return name === 'States.TaskFailed' && !BEYOND_TASKS.has(failure.error)
  })
}

const BEYOND_TASKS = new Set(['States.Timeout', 'States.DataLimitExceeded'])
