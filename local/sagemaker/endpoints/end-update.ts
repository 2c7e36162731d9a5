import { reasonOf } from '../jobs/job-failure.ts'
import type { DeploymentProgress } from './deployment-progress.ts'
import { serving, setStatus } from './endpoint-record.ts'
import type { KeptDeployment, KeptUpdate } from './kept-deployment.ts'
import { rollBack, terminating } from './roll-back.ts'
import type { Part } from './router.ts'
import { total } from './traffic-plan.ts'
import type { UpdateOptions } from './update.ts'

export interface Ending extends UpdateOptions {
  /** What served before the update, with its shares. */
  before: readonly Part[]
  progress: DeploymentProgress
}

/** An update goes back without a word of why. */
export class SilentRollback extends Error {}

/** The new fleet takes all, and what served before ends. */
export async function finishUpdate(ending: Ending): Promise<void> {
  const { sagemaker, endpoint, router, next, keep, signal, before, progress } = ending
  const { counts } = before[0]!.fleet
  next.onDark = undefined
  next.activate()
  router.share([{ fleet: next, share: 1 }])
  keep({ current: next.deployment })
  if (total(counts) > 0) progress.current('Deleting', counts, terminating)
  await Promise.all(before.map(({ fleet }) => fleet.drain()))
  if (signal.aborted) return
  setStatus(sagemaker, endpoint, 'InService', { ...serving(sagemaker, next), FailureReason: undefined })
}

/** What served before takes all again. Where that cannot be, both fleets go on, until another update. */
export async function undoUpdate(
  ending: Ending,
  kept: KeptDeployment & { update: KeptUpdate },
  error: unknown,
): Promise<void> {
  const { sagemaker, endpoint, router, next, keep, signal, before, progress } = ending
  const current = before[0]!.fleet
  const FailureReason = error instanceof SilentRollback ? undefined : reasonOf(error)
  next.onDark = undefined
  keep({ ...kept, update: { ...kept.update, failure: FailureReason ?? '' } })
  try {
    await rollBack({ router, progress, config: kept.update.config, before, next })
  } catch (failed) {
    if (signal.aborted) return
    const share = router.parts.find(({ fleet }) => fleet === next)?.share ?? 0
    const left = { deployment: next.deployment, counts: next.counts, share }
    keep({ current: kept.current, counts: current.counts, left })
    const reason = `${FailureReason ?? ''} The rollback failed: ${reasonOf(failed)}`.trim().slice(0, 1024)
    setStatus(sagemaker, endpoint, 'UpdateRollbackFailed', { ...serving(sagemaker, current), FailureReason: reason })
    return
  }
  if (signal.aborted) return
  const { left } = kept
  keep({ current: kept.current, ...(left && { left }) })
  // What an earlier failed rollback left is still there.
  const status = left ? 'UpdateRollbackFailed' : 'InService'
  setStatus(sagemaker, endpoint, status, { ...serving(sagemaker, current), FailureReason })
}
