import { JobFailure } from '../jobs/job-failure.ts'
import type { KeptUpdate } from './kept-deployment.ts'

/** How long an update may take as a whole; for ever unless its policy says. */
export class TimeLimit {
  /** Epoch ms. */
  readonly latest: number

  constructor({ config, startedAt }: KeptUpdate) {
    const policy = config?.BlueGreenUpdatePolicy ?? config?.RollingUpdatePolicy
    const seconds = policy?.MaximumExecutionTimeoutInSeconds
    this.latest = seconds === undefined ? Number.MAX_SAFE_INTEGER : startedAt + seconds * 1000
  }

  passed(): JobFailure {
    return new JobFailure('The deployment was rolled back because it exceeded MaximumExecutionTimeoutInSeconds.')
  }
}
