import { durationSeconds } from '#shared/manifest/duration.ts'
import type { SmokeTestPlan } from '../plan-run.ts'
import type { Draft } from './draft.ts'

export function planSmokeTest({ manifest, facts, name }: Draft): SmokeTestPlan {
  const { mode, smokeTest } = manifest.deploy
  return {
    rows: smokeTest.rows,
    timeoutSeconds: durationSeconds(smokeTest.timeout),
    ...(mode === 'async' && {
      asyncInput: `s3://${facts.bucket}/async/${manifest.model}/smoke-tests/${name('config')}.csv`,
    }),
  }
}
