import { takeStock } from '#shared/acts/take-stock.ts'
import { recordDecision } from '#shared/aws/ledger.ts'
import { removeEndpointConfig, removeModel } from '#shared/aws/models.ts'
import { sweep } from '#shared/events/sweep.ts'
import { answersEvent, logger } from '#shared/handler.ts'

/** Removes the endpoint configs and models whose retention is over, and those that nobody knows. Configs go first. */
export const handler = answersEvent(sweep, async () => {
  const now = new Date().toISOString()
  const over = (await takeStock(now)).filter(({ sweep }) => sweep)
  for (const { name, kind } of over.toSorted((left, right) => (left.kind < right.kind ? -1 : 1)))
    await (kind === 'model' ? removeModel(name) : removeEndpointConfig(name))
  for (const { name, kind, model, why } of over) {
    logger.info('swept', { kind, name, why })
    if (!model) continue
    const record = { model, at: now, subject: 'repair' as const, decision: 'swept', rule: 'retention' }
    await recordDecision({ ...record, reason: `${kind} ${name}: ${why}`, evidence: { kind, name } }, [kind, name])
  }
  return { swept: over.length }
})
