import * as z from 'zod/mini'
import { askHook } from '#shared/acts/ask-hook.ts'
import { judgeRollout } from '#shared/acts/judge-rollout.ts'
import { readEndpoint } from '#shared/aws/endpoints.ts'
import { keepTick, readRollout, recordDecision } from '#shared/aws/ledger.ts'
import { config } from '#shared/config.ts'
import type { Comparison } from '#shared/domain/compare-variants.ts'
import { lostEndpoint } from '#shared/domain/endpoint-outcome.ts'
import type { Hook } from '#shared/domain/hook.ts'
import type { RolloutItem } from '#shared/domain/ledger-items.ts'
import { changeOf, type NextStep, nextRolloutStep, type Veto } from '#shared/domain/next-rollout-step.ts'
import { type JudgedSection, rolloutSettings } from '#shared/domain/rollout-settings.ts'
import { RolloutConflict, RolloutNotFound } from '#shared/errors.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  model: z.string(),
  rollout: z.string(),
  endpointName: z.string(),
  /** When the state was entered: what a repeated call is told by. */
  tick: z.string(),
  /** Since when the present weight is in force. */
  since: z.string(),
  /** The config that serves both; at the beginning there is none yet. */
  serving: z.nullish(z.string()),
  settings: z.custom<JudgedSection>(),
  hooks: z._default(z.array(z.custom<Hook>()), []),
  captures: z.nullish(z.string()),
})

/** One check of a judged rollout: compares, decides, writes it down, and tells the machine what to do. */
export const handler = answersEvent(task, async (check) => {
  const { model, rollout, tick } = check
  const before = await readRollout(model, rollout)
  if (!before) throw new RolloutNotFound(model, rollout)
  const now = new Date().toISOString()
  const settings = rolloutSettings(check.settings, Boolean(check.captures))
  const { intervalSeconds } = settings
  if (before.lastTick?.at === tick) {
    await record(before, before.lastTick.next, [], now)
    return told(before, before.lastTick.next, intervalSeconds)
  }
  const item = { ...before, stepSince: [check.since, before.stepSince].sort()[1]! }
  const lost = check.serving ? lostEndpoint(await readEndpoint(check.endpointName), check.serving) : undefined
  const goesOn = isServing(item) && lost === undefined
  const judged = goesOn ? await judgeRollout(item, endpointOf(check), settings, now) : undefined
  const vetoes = goesOn ? await vetoesOf(check.hooks, item) : []
  const comparison = judged?.comparison
  const seen = { vetoes, ...(comparison && { comparison }), ...(lost !== undefined && { lost }) }
  const next = nextRolloutStep(item, seen, settings, now)
  const after: RolloutItem = {
    ...item,
    ...(judged && { looks: judged.looks, evidence: evidenceOf(judged.comparison) }),
    ...changeOf(next, item, comparison?.verdict, now),
    lastTick: { at: tick, next },
  }
  const { asked: _asked, ...change } = after
  if (!(await keepTick(model, rollout, before.lastTick?.at, change)))
    throw new RolloutConflict(`another check of rollout ${rollout} came in between`)
  // After it was written; a repeated call does it too, since this one may die in between.
  await record(after, next, vetoes, now)
  return told(after, next, intervalSeconds)
})

const isServing = ({ phase }: RolloutItem) => phase === 'shadow' || phase === 'shifting'

function endpointOf({ endpointName, captures, settings, model }: z.output<typeof task>) {
  const { metric = 'auc', threshold = 0.5 } = settings
  const truth = `s3://${config.bucket()}/truth/${model}/`
  return { endpointName, captures: captures ?? null, truth, metric, threshold }
}

async function vetoesOf(hooks: Hook[], { model, rollout, weight }: RolloutItem): Promise<Veto[]> {
  const asked = hooks.filter(({ at }) => at === 'during')
  const answers = await Promise.all(asked.map((hook) => askHook(hook, { model, rollout, at: hook.at, weight })))
  return answers.filter((veto) => veto !== undefined)
}

const evidenceOf = ({ verdict, requests, checks }: Comparison) => ({ verdict, requests, checks })

/** What changes nothing is no decision, but for a failed check that is forgiven. */
async function record(item: RolloutItem, next: NextStep, vetoes: Veto[], at: string): Promise<void> {
  const { model, rollout, step, weight, failedChecks, run } = item
  const forgiven = next.do === 'hold' && item.evidence?.['verdict'] === 'fail'
  if (next.do === 'hold' && !forgiven) return
  const decision = forgiven ? 'forgive a failed check' : next.do
  const rule = next.do === 'roll-back' ? next.because : 'judged'
  const evidence = { ...item.evidence, weight, failedChecks, ...(vetoes.length > 0 && { vetoes }) }
  await recordDecision(
    { model, at, subject: 'rollout', decision, rule, reason: next.reason, evidence, ...(run && { run }) },
    [rollout, step, failedChecks],
  )
}

/** Only what the machine goes by: a payload between states stays small. */
function told({ weight, step, evidence = {} }: RolloutItem, next: NextStep, intervalSeconds: number) {
  const because = next.do === 'roll-back' ? { because: next.because } : {}
  return { do: next.do, ...because, weight, step, reason: next.reason.slice(0, 2000), evidence, intervalSeconds }
}
