import { describe, expect, test } from 'vitest'
import { unknownMembers, validateInput } from '#local/wire/validate-input.ts'
import { plannedRequests } from '#shared/domain/plan/listed.ts'
import { type PlanInput, planRun } from '#shared/domain/plan-run.ts'
import { PlanRefused } from '#shared/errors.ts'
import { champion, facts, planInput } from './plan-facts.ts'

const compared = { 'evaluate.metrics': [{ name: 'auc', atLeast: 0.7, worseThanChampionBy: 0.01 }] }
const kmsKey = 'arn:aws:kms:ap-southeast-1:000000000000:key/0123'

function reasons(input: PlanInput): string[] {
  try {
    planRun(input)
  } catch (error) {
    if (error instanceof PlanRefused) return error.reasons
    throw error
  }
  throw new Error('it was planned')
}

describe('every request passes AWS’s own model of its operation', () => {
  const comparable = { ...champion, recipeHash: planRun(planInput(compared)).recipeHash }
  test.each<[string, PlanInput]>([
    ['of the first run', planInput()],
    [
      'of a run with champion and endpoint',
      planInput(compared, { champion: comparable, endpoint: { status: 'InService', configName: 'c' } }),
    ],
    ['with slices', planInput({ 'evaluate.slices': [{ column: 'plan' }, { column: 'country' }] })],
    ['of a script recipe', planInput({ 'prepare.sql': undefined, 'prepare.script': 'prepare.py' })],
    ['with key and isolation', planInput({ security: { kmsKey, networkIsolation: true } })],
    [
      'of an image of one’s own',
      planInput({
        'train.algorithm': 'image',
        'train.image': '123456789012.dkr.ecr.ap-southeast-1.amazonaws.com/churn:3',
        'evaluate.problem': 'binary',
      }),
    ],
    ['of long names', { ...planInput({ model: 'a'.repeat(32) }), runId: `${'a'.repeat(15)}-20260302t120000-0123abcd` }],
  ])('%s', (_name, input) => {
    const requests = plannedRequests(planRun(input))
    expect(requests.length).toBeGreaterThanOrEqual(8)
    for (const { service, operation, input: sent } of requests) {
      validateInput(service, operation, sent)
      expect(unknownMembers(service, operation, sent), operation).toEqual([])
    }
  })
})

describe('the plan', () => {
  test('is small enough to travel between states', () => {
    const slices = Array.from({ length: 10 }, (_, index) => ({
      column: `column_${index}`,
      metrics: [{ name: 'auc', atLeast: 0.5 }],
    }))
    expect(JSON.stringify(planRun(planInput({ 'evaluate.slices': slices }))).length).toBeLessThan(20_000)
  })

  test('is the same for the same facts', () => {
    expect(planRun(planInput())).toEqual(planRun(planInput()))
  })

  test('names its jobs by run and attempt, so that another attempt collides with nothing', () => {
    const names = (attempt: number) => {
      const { processing, training, model, transform, endpointConfig } = planRun({ ...planInput(), attempt }).requests
      return [
        processing.ProcessingJobName,
        training.TrainingJobName,
        model.ModelName,
        transform.TransformJobName,
        endpointConfig?.EndpointConfigName,
      ]
    }
    expect(new Set([...names(1), ...names(2)]).size).toBe(10)
  })

  test('hands each step what the one before it wrote', () => {
    const { requests, locations } = planRun(planInput())
    const outputs = requests.processing.ProcessingOutputConfig?.Outputs ?? []
    const written = (name: string) => outputs.find(({ OutputName }) => OutputName === name)?.S3Output?.S3Uri
    const channels = requests.training.InputDataConfig?.map(({ DataSource }) => DataSource?.S3DataSource?.S3Uri)
    expect(channels).toEqual([written('train'), written('validation')])
    const artifact = `${requests.training.OutputDataConfig?.S3OutputPath}${requests.training.TrainingJobName}/output/model.tar.gz`
    expect(requests.model.PrimaryContainer?.ModelDataUrl).toBe(artifact)
    expect(requests.modelPackage.InferenceSpecification?.Containers?.[0]?.ModelDataUrl).toBe(artifact)
    const scored = requests.transform.TransformInput?.DataSource?.S3DataSource?.S3Uri
    expect(scored).toBe(`${written('holdout')}features/`)
    expect(locations.predictions).toBe(`${requests.transform.TransformOutput?.S3OutputPath}holdout.csv.out`)
    expect(requests.transform.ModelName).toBe(requests.model.ModelName)
    expect(requests.endpointConfig?.ProductionVariants?.[0]?.ModelName).toBe(requests.model.ModelName)
    expect(requests.endpoint?.input.EndpointConfigName).toBe(requests.endpointConfig?.EndpointConfigName)
  })

  test('gives the recipe its arguments', () => {
    const { processing } = planRun(
      planInput({ 'evaluate.slices': [{ column: 'plan' }, { column: 'country' }] }),
    ).requests
    expect(processing.AppSpecification?.ContainerArguments?.join(' ')).toBe(
      '--recipe prepare.sql --format csv --label left --slices plan,country --min-rows 100',
    )
  })

  test('sends hyperparameters as text', () => {
    const { training } = planRun(planInput({ 'train.hyperparameters.eta': 0.1 })).requests
    expect(training.HyperParameters).toEqual({ objective: 'binary:logistic', num_round: '10', eta: '0.1' })
  })

  test('tags what the run leaves behind with model and run, and what outlives it with the model alone', () => {
    const { processing, training, model, transform, endpointConfig, endpoint, modelPackage } = planRun(
      planInput(),
    ).requests
    for (const request of [processing, training, model, transform, endpointConfig]) {
      expect(request?.Tags).toEqual(
        expect.arrayContaining([
          { Key: 'trimtab:model', Value: 'churn' },
          { Key: 'trimtab:run', Value: planInput().runId },
        ]),
      )
    }
    const { Tags } = endpoint!.input as { Tags?: { Key?: string }[] }
    expect(Tags?.map(({ Key }) => Key)).toEqual(['trimtab:stage', 'trimtab:model'])
    expect(modelPackage.Tags).toBeUndefined()
  })

  test('creates the endpoint once and updates it ever after', () => {
    expect(planRun(planInput()).requests.endpoint?.action).toBe('create')
    const again = planRun(planInput({}, { endpoint: { status: 'InService', configName: 'c' } }))
    expect(again.requests.endpoint).toMatchObject({ action: 'update', input: { EndpointName: again.endpointName } })
  })

  test('encrypts whatever a job writes when there is a key, and isolates every container when asked', () => {
    const { requests } = planRun(planInput({ security: { kmsKey, networkIsolation: true } }))
    expect(requests.processing.ProcessingOutputConfig?.KmsKeyId).toBe(kmsKey)
    expect(requests.processing.ProcessingResources?.ClusterConfig?.VolumeKmsKeyId).toBe(kmsKey)
    expect(requests.training.OutputDataConfig?.KmsKeyId).toBe(kmsKey)
    expect(requests.training.ResourceConfig?.VolumeKmsKeyId).toBe(kmsKey)
    expect(requests.transform.TransformOutput?.KmsKeyId).toBe(kmsKey)
    expect(requests.endpointConfig?.KmsKeyId).toBe(kmsKey)
    const isolated = [requests.processing.NetworkConfig, requests.training, requests.model]
    expect(isolated.map((part) => part?.EnableNetworkIsolation)).toEqual([true, true, true])
  })

  test('takes the built-in image of the region', () => {
    expect(planRun(planInput()).image).toBe('121021644041.dkr.ecr.ap-southeast-1.amazonaws.com/sagemaker-xgboost:1.7-1')
    expect(planRun(planInput({}, { region: 'cn-north-1' })).image).toContain('.amazonaws.com.cn/')
  })
})

describe('the champion', () => {
  const recipeHash = planRun(planInput(compared)).recipeHash

  test('scores the same hold-out when it learned from the same recipe', () => {
    const plan = planRun(planInput(compared, { champion: { ...champion, recipeHash } }))
    const { championTransform, transform } = plan.requests
    expect(championTransform?.ModelName).toBe(champion.modelName)
    expect(championTransform?.TransformInput).toEqual(transform.TransformInput)
    expect(championTransform?.TransformOutput?.S3OutputPath).not.toBe(transform.TransformOutput?.S3OutputPath)
    expect(plan.notCompared).toBeUndefined()
  })

  test.each<[string, Record<string, unknown>, object, RegExp]>([
    ['nobody asks for it', {}, { champion: { ...champion, recipeHash } }, /no metric has worseThanChampionBy/],
    ['there is none', compared, {}, /no champion yet/],
    [
      'it learned from another recipe',
      compared,
      { champion },
      /version 3, the champion, was trained with another recipe/,
    ],
    [
      'the recipe’s text changed',
      compared,
      { champion: { ...champion, recipeHash }, recipeFileHash: 'e'.repeat(64) },
      /another recipe/,
    ],
    [
      'a column became a slice',
      { ...compared, 'evaluate.slices': [{ column: 'plan' }] },
      { champion: { ...champion, recipeHash } },
      /another recipe/,
    ],
  ])('is left alone, with the reason, when %s', (_name, manifest, changes, why) => {
    const plan = planRun(planInput(manifest, changes))
    expect(plan.requests.championTransform).toBeUndefined()
    expect(plan.notCompared).toMatch(why)
  })
})

describe('no plan is made', () => {
  test.each<[string, PlanInput, RegExp]>([
    [
      'without data',
      planInput({}, { data: { objects: 0, bytes: 0 } }),
      /no data under s3:\/\/trimtab-dev-.*\/data\/churn\//,
    ],
    ['of empty files', planInput({}, { data: { objects: 2, bytes: 0 } }), /every file under .* is empty/],
    ['without the recipe', planInput({}, { recipe: { ...facts.recipe, files: [] } }), /recipe prepare.sql is missing/],
    [
      'where SageMaker has no XGBoost',
      planInput({}, { region: 'mars-north-1' }),
      /no built-in XGBoost 1.7-1 in mars-north-1/,
    ],
    [
      'over an endpoint on the move',
      planInput({}, { endpoint: { status: 'Updating', configName: 'c' } }),
      /Updating and takes no update/,
    ],
    [
      'over a failed endpoint',
      planInput({}, { endpoint: { status: 'Failed', configName: 'c' } }),
      /delete it, then run again/,
    ],
    ['of what is not yet supported', planInput({ compile: { targets: ['ml_c5'] } }), /^compile is not yet supported$/],
  ])('%s', (_name, input, reason) => {
    expect(reasons(input)).toEqual([expect.stringMatching(reason)])
  })

  test('and every reason is told at once', () => {
    const input = planInput(
      { features: { group: 'g', recordIdentifier: 'id', eventTime: 'at' } },
      { data: { objects: 0, bytes: 0 } },
    )
    expect(reasons({ ...input, facts: { ...input.facts, region: 'mars-north-1' } })).toHaveLength(3)
  })
})
