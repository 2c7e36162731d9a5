import * as z from 'zod/mini'
import { resume } from '#shared/aws/executions.ts'
import { answerOnce, readApproval, readRun, recordDecision, withdrawAnswer } from '#shared/aws/ledger.ts'
import type { ApprovalAnswer } from '#shared/domain/api-answers.ts'
import { RunConflict, RunNotFound } from '#shared/errors.ts'
import { callerOf } from '#shared/events/api-request.ts'
import { answersRequest, bodyOf, parameter } from '#shared/handler.ts'

const body = z.object({
  approve: z.boolean(),
  reason: z._default(z.string().check(z.maxLength(500)), 'no reason given'),
})

/** POST /models/{name}/runs/{run}/approval with {approve, reason}. The first answer stands. */
export const handler = answersRequest(async (request) => {
  const [model, run] = [parameter(request, 'name'), parameter(request, 'run')]
  const { approve, reason } = bodyOf(request, body)
  const now = new Date().toISOString()
  const by = callerOf(request)
  const approval = await readApproval(model, run)
  if (!approval) {
    if (!(await readRun(model, run))) throw new RunNotFound(model, run)
    throw new RunConflict(`run ${run} of ${model} waits for no approval`)
  }
  const isFirst = await answerOnce(model, run, { approve, reason, by, at: now })
  const standing = isFirst ? { approve, reason, by } : (await readApproval(model, run))?.answer
  if (standing?.approve !== approve) {
    const given = standing?.approve ? 'approved' : 'rejected'
    throw new RunConflict(`run ${run} of ${model} was ${given} by ${standing?.by} already`)
  }
  const waited = await resume(approval.taskToken, { approve, by: standing.by, reason: standing.reason })
  if (!waited && isFirst) await withdrawAnswer(model, run, now)
  // An answer given before was heard, unless its giver died before it was sent and the deadline passed meanwhile.
  const unheard = isFirst || (approve && (await readRun(model, run))?.status === 'rejected')
  if (!waited && unheard) throw new RunConflict(`run ${run} of ${model} no longer waits for an approval`)
  const decision = approve ? 'approved' : 'rejected'
  const record = { model, at: now, subject: 'approval' as const, decision, rule: 'a person', run }
  await recordDecision({ ...record, reason: standing.reason, evidence: { by: standing.by } }, [run])
  return { body: { model, run, approve } satisfies ApprovalAnswer }
})
