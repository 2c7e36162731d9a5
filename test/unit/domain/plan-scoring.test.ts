import { describe, expect, test } from 'vitest'
import { unknownMembers, validateInput } from '#local/wire/validate-input.ts'
import { scoreIdFor } from '#shared/domain/names.ts'
import { planScoring, type ScoringPlan } from '#shared/domain/plan-scoring.ts'
import { manifestWith } from '../manifest/manifest-text.ts'
import { champion, facts } from './plan-facts.ts'

const score = scoreIdFor('churn', 'a', '2026-03-04T12:00:00.000Z')
const decide = (batch: object = {}, changes: object = {}) =>
  planScoring({
    manifest: manifestWith({ deploy: { mode: 'batch', batch: { source: 'score/churn/', ...batch } } }),
    stage: 'dev',
    bucket: facts.bucket,
    score,
    source: 'score/churn/',
    champion,
    files: 3,
    ...changes,
  })
const planned = (batch: object = {}, changes: object = {}): ScoringPlan => {
  const decision = decide(batch, changes)
  if ('refused' in decision) throw new Error(decision.refused.join())
  return decision.plan
}

describe('the Transform job that scores', () => {
  test.each<[string, object, object]>([
    ['all under a prefix', {}, {}],
    ['one file', {}, { source: 'score/churn/march.csv', files: 1 }],
    ['with filters and join', { join: true, inputFilter: '$[1:]', outputFilter: '$[0,-1]' }, {}],
    [
      'JSON Lines with a key',
      {},
      {
        manifest: manifestWith({
          train: { algorithm: 'image', image: '123456789012.dkr.ecr.ap-southeast-1.amazonaws.com/churn:3' },
          'evaluate.problem': 'binary',
          deploy: { mode: 'batch', count: 2, batch: { source: 'score/churn/', format: 'jsonl', join: true } },
          'security.kmsKey': 'arn:aws:kms:ap-southeast-1:000000000000:key/0123',
        }),
      },
    ],
  ])('passes AWS’s own model: %s', (_name, batch, changes) => {
    const { request } = planned(batch, changes)
    validateInput('sagemaker', 'CreateTransformJob', request)
    expect(unknownMembers('sagemaker', 'CreateTransformJob', request)).toEqual([])
  })

  test('asks the champion, and puts the results under the job’s own name', () => {
    const { request, output, version } = planned()
    expect(request.ModelName).toBe(champion.modelName)
    expect(version).toBe(champion.version)
    expect(output).toBe(`s3://${facts.bucket}/scored/churn/${request.TransformJobName}/`)
    expect(request.TransformOutput?.S3OutputPath).toBe(output)
    expect(request).not.toHaveProperty('DataProcessing')
  })

  test('takes one file, and not those whose names only begin so', () => {
    const { request, manifest } = planned({}, { source: 'score/churn/part-1', files: 1 })
    expect(JSON.parse(manifest!.body)).toEqual([{ prefix: `s3://${facts.bucket}/score/churn/` }, 'part-1'])
    expect(request.TransformInput?.DataSource?.S3DataSource).toEqual({
      S3DataType: 'ManifestFile',
      S3Uri: manifest!.location,
    })
    expect(planned().manifest).toBeUndefined()
  })

  test('keeps what the filters say, beside its input when asked', () => {
    expect(planned({ join: true, outputFilter: '$[0,-1]' }).request.DataProcessing).toEqual({
      JoinSource: 'Input',
      OutputFilter: '$[0,-1]',
    })
    expect(planned({ inputFilter: '$[1:]' }).request.DataProcessing).toEqual({
      JoinSource: 'None',
      InputFilter: '$[1:]',
    })
  })
})

describe('nothing is scored', () => {
  test.each<[string, object, RegExp]>([
    ['without a version', { champion: undefined }, /no version yet that could score/],
    ['outside the source', { source: 'score/other/a.csv' }, /is not under score\/churn\//],
    ['where nothing lies', { files: 0 }, /nothing to score at s3:\/\/trimtab-dev-.*\/score\/churn\//],
    ['in another mode', { manifest: manifestWith() }, /serves in mode realtime, not batch/],
  ])('%s', (_name, changes, reason) => {
    expect(decide({}, changes)).toEqual({ refused: [expect.stringMatching(reason)] })
  })
})

test('one cause has one id, another has another', () => {
  const at = '2026-03-04T12:00:00.000Z'
  expect(scoreIdFor('churn', 'a', at)).toBe(score)
  expect(scoreIdFor('churn', 'b', at)).not.toBe(score)
  expect(score).toMatch(/^churn-20260304t120000-[0-9a-f]{8}$/)
})
