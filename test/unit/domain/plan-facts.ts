import type { Champion } from '#shared/domain/ledger-items.ts'
import type { PlanFacts, PlanInput } from '#shared/domain/plan-run.ts'
import { manifestWith } from '../manifest/manifest-text.ts'

const role = (name: string) => `arn:aws:iam::000000000000:role/trimtab-dev-${name}`

export const facts: PlanFacts = {
  stage: 'dev',
  region: 'ap-southeast-1',
  account: '000000000000',
  bucket: 'trimtab-dev-000000000000-ap-southeast-1',
  roles: { prepare: role('prepare'), train: role('train'), serve: role('serve') },
  processingImage: '000000000000.dkr.ecr.ap-southeast-1.amazonaws.com/trimtab-processing:1',
  data: { objects: 3, bytes: 4_200_000, newestAt: '2026-03-02T12:00:00.000Z' },
  recipe: {
    location: 's3://trimtab-dev-000000000000-ap-southeast-1/manifests/churn/0001-abc/',
    files: ['prepare.sql', 'prepare.py'],
  },
  recipeFileHash: 'f'.repeat(64),
}

export const champion: Champion = {
  version: 3,
  run: 'churn-20260301t000000-00000000',
  modelName: 'trimtab-dev-churn-20260301t000000-00000000-model-1',
  modelPackageArn: 'arn:aws:sagemaker:ap-southeast-1:000000000000:model-package/trimtab-dev-churn/3',
  endpointConfigName: 'trimtab-dev-churn-20260301t000000-00000000-config-1',
  recipeHash: 'another',
  metrics: { auc: 0.7 },
  deployedAt: '2026-03-01T01:00:00.000Z',
}

export function planInput(manifest: Record<string, unknown> = {}, changes: Partial<PlanFacts> = {}): PlanInput {
  return {
    manifest: manifestWith(manifest),
    manifestVersion: '0001-abc',
    runId: 'churn-20260302t120000-0123abcd',
    attempt: 1,
    facts: { ...facts, ...changes },
  }
}
