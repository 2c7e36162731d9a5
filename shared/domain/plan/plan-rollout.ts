import { durationSeconds } from '#shared/manifest/duration.ts'
import { judgedDefaults } from '#shared/manifest/judged-defaults.ts'
import type { JudgedSettings } from '#shared/manifest/sections/rollout.ts'
import type { RolloutPlan } from '../plan-run.ts'
import type { Draft } from './draft.ts'
import { alarmsOf } from './plan-alarms.ts'

/** How far the distribution of predictions may be away when the manifest keeps them and says no more. */
const usualPredictions = 0.2

export function planRollout(draft: Draft): RolloutPlan {
  const { manifest, facts, run, attempt, name } = draft
  const { mode, rollout } = manifest.deploy
  const type = rolloutType(draft)
  const { champion } = facts
  return {
    id: `${run}-${attempt}`,
    mode,
    type,
    ...(mode !== 'batch' && { configs: configsOf(draft, type) }),
    ...(champion?.endpointConfigName !== undefined && {
      champion: {
        version: champion.version,
        modelName: champion.modelName,
        configName: champion.endpointConfigName,
      },
    }),
    ...(type === 'judged' && { judged: judgedSettings(draft) }),
    hooks: rollout.hooks,
    ...(manifest.scale && mode !== 'batch' && { scales: true }),
    whenNewer: rollout.whenNewer,
    alarms: mode === 'batch' ? [] : alarmsOf(draft),
    watchForSeconds: durationSeconds(rollout.watchFor),
  }

  function configsOf({ manifest: { deploy } }: Draft, chosen: RolloutPlan['type']): RolloutPlan['configs'] {
    const final = name('config')
    if (chosen !== 'judged') return { final }
    return { final, judged: name('judged'), ...(deploy.rollout.judged?.shadow && { shadow: name('shadow') }) }
  }
}

/** The first version has nobody to be compared with and nothing to take traffic from. */
export function rolloutType({ manifest, facts }: Pick<Draft, 'manifest' | 'facts'>): RolloutPlan['type'] {
  return facts.endpoint ? manifest.deploy.rollout.type : 'all-at-once'
}

/** With the metric by which quality is compared where truth has arrived. */
function judgedSettings({ manifest }: Draft): NonNullable<RolloutPlan['judged']> {
  const { capture, rollout } = manifest.deploy
  const settings: JudgedSettings = rollout.judged ?? judgedDefaults
  const { predictions, ...limits } = settings.limits
  const kept = capture && { predictions: predictions ?? usualPredictions }
  const { metrics, threshold } = manifest.evaluate
  return { ...settings, limits: { ...limits, ...kept }, metric: metrics[0]!.name, threshold }
}
