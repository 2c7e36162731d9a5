import { durationSeconds } from '#shared/manifest/duration.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import type { AdmissionPolicy } from './admit-trigger.ts'

/** What a manifest says about starting runs. */
export function admissionPolicy({
  data,
  retrain,
  deploy,
}: Pick<Manifest, 'data' | 'retrain' | 'deploy'>): AdmissionPolicy {
  return {
    on: retrain.on,
    quietPeriodSeconds: durationSeconds(data.quietPeriod),
    startWithinSeconds: durationSeconds(data.startWithin),
    cooldownSeconds: durationSeconds(retrain.cooldown),
    atMostPerDay: retrain.atMostPerDay,
    ...(deploy.rollout.whenNewer === 'supersede' && { supersede: true }),
  }
}
