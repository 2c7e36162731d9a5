import type { LostRequest } from '../traffic.ts'

/** What instances were made to fail with, and those that were asked. */
export interface Answers {
  lost: LostRequest[]
  /** Endpoints whose instances were made to end by themselves. */
  crashed: ReadonlySet<string>
}

/** What a model of the simulation says that was made to fail. */
const onPurpose = 'this model was made to fail'

/** A request fails only if the version that it reached was made to fail: none is lost because of a rollout. */
export function* noRequestIsLost({ lost, crashed }: Answers): Iterable<string> {
  for (const { at, endpoint, error } of lost) {
    if (error.includes(onPurpose) || crashed.has(endpoint)) continue
    yield `${endpoint} did not answer at ${new Date(at).toISOString()}: ${error.slice(0, 200)}`
  }
}
