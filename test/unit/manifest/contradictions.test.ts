import { describe, expect, test } from 'vitest'
import { ManifestInvalid } from '#shared/errors.ts'
import { parseManifest } from '#shared/manifest/parse-manifest.ts'
import { manifestText, manifestWith } from './manifest-text.ts'

function problems(changes: Record<string, unknown>): string[] {
  try {
    parseManifest(manifestText(changes))
    return []
  } catch (error) {
    if (error instanceof ManifestInvalid) return error.problems.map(({ path, expected }) => `${path}: ${expected}`)
    throw error
  }
}

const image = '123456789012.dkr.ecr.ap-southeast-1.amazonaws.com/churn:3'
const batch = { source: 'score/churn/' }
const hook = 'arn:aws:lambda:ap-southeast-1:123456789012:function:trimtab-hook-veto'
const monitor = { schedule: 'rate(1 hour)' }

describe('what cannot be true together is refused', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['two recipes', { 'prepare.script': 'prepare.py' }, 'prepare: exactly one of sql, flow and script'],
    ['no recipe', { 'prepare.sql': undefined }, 'prepare: exactly one of sql, flow and script'],
    ['a runtime without a script', { 'prepare.runtime': 'node' }, 'prepare.runtime: a runtime only beside script'],
    [
      'a Python script for Node',
      { 'prepare.sql': undefined, 'prepare.script': 'prepare.py', 'prepare.runtime': 'node' },
      'prepare.runtime: python or spark for a .py file',
    ],
    ['a source of no kind', { 'data.source': {}, 'retrain.on': [] }, 'data.source: exactly one of athena and redshift'],
    [
      'a start before it is quiet',
      { 'data.quietPeriod': '2d' },
      'data.startWithin: at least data.quietPeriod, which is 2d',
    ],
    [
      'an image that is not named',
      { 'train.algorithm': 'image', 'evaluate.problem': 'binary' },
      'train.image: the URI of the image, because algorithm is image',
    ],
    ['an image beside XGBoost', { 'train.image': image }, 'train.image: algorithm: image, or no image'],
    [
      'an image whose problem is unknown',
      { 'train.algorithm': 'image', 'train.image': image },
      'evaluate.problem: binary, multiclass or regression: an image does not tell',
    ],
    [
      'spot that cannot wait for the run itself',
      { 'train.spot': { maxWait: '1h' } },
      'train.spot.maxWait: at least train.maxRuntime, which is 4h',
    ],
    [
      'XGBoost without rounds',
      { 'train.hyperparameters.num_round': undefined },
      'train.hyperparameters.num_round: how many trees to grow, such as 100: the algorithm demands it',
    ],
    [
      'classes that are not counted',
      { 'train.hyperparameters.objective': 'multi:softprob', 'evaluate.metrics': [{ name: 'accuracy' }] },
      'train.hyperparameters.num_class: the number of classes, at least 2, because of multi:softprob',
    ],
    [
      'a problem that is not the objective’s',
      { 'evaluate.problem': 'regression' },
      'evaluate.problem: binary, because the objective is binary:logistic',
    ],
    [
      'a metric of another problem',
      { 'evaluate.metrics': [{ name: 'rmse', atMost: 3 }] },
      'evaluate.metrics[0].name: auc, logloss, accuracy, f1: that is what binary:logistic can be judged by',
    ],
    [
      'a metric twice',
      { 'evaluate.metrics': [{ name: 'auc' }, { name: 'auc' }] },
      'evaluate.metrics[1].name: each metric once',
    ],
    [
      'bounds that cross',
      { 'evaluate.metrics': [{ name: 'auc', atLeast: 0.9, atMost: 0.8 }] },
      'evaluate.metrics[0].atLeast: at most atMost, which is 0.8',
    ],
    [
      'a proportion that must exceed the whole',
      { 'evaluate.metrics': [{ name: 'auc', atLeast: 70 }] },
      'evaluate.metrics[0].atLeast: at most 1: auc lies between 0 and 1',
    ],
    [
      'a loss that must be less than none',
      { 'evaluate.metrics': [{ name: 'logloss', atMost: -0.1 }] },
      'evaluate.metrics[0].atMost: at least 0: logloss is never negative',
    ],
    [
      'the label as a slice',
      { 'evaluate.slices': [{ column: 'left' }] },
      'evaluate.slices[0].column: a column other than the label',
    ],
    [
      'slices too long for one argument',
      { 'evaluate.slices': ['a', 'b', 'c'].map((letter) => ({ column: letter.repeat(100) })) },
      'evaluate.slices: at most 256',
    ],
    [
      'traffic that nothing guards',
      { approve: 'auto', 'evaluate.metrics': [{ name: 'auc' }] },
      'approve: manual, or a metric with atLeast or atMost: nothing else would stop a bad model',
    ],
    [
      'serverless settings in real time',
      { 'deploy.serverless': {} },
      'deploy.serverless: mode: serverless, or none of them',
    ],
    [
      'capture of a serverless endpoint',
      { deploy: { mode: 'serverless', capture: {} } },
      'deploy.capture: no capture: serverless endpoints have none',
    ],
    [
      'capture of files',
      { deploy: { mode: 'batch', batch, capture: {} } },
      'deploy.capture: no capture: requests and results are files already',
    ],
    [
      'batch that is not told where',
      { 'deploy.mode': 'batch' },
      'deploy.mode: deploy.batch with the source of what is scored',
    ],
    ['batch settings in real time', { 'deploy.batch': batch }, 'deploy.batch: mode: batch, or none of them'],
    [
      'async settings of a serverless endpoint',
      { deploy: { mode: 'serverless', async: {} } },
      'deploy.async: mode: async, or none of them',
    ],
    [
      'scaling of a serverless endpoint',
      { deploy: { mode: 'serverless' }, scale: { max: 3 } },
      'scale: deploy.serverless.provisionedConcurrency: that is what scales; maxConcurrency bounds all else',
    ],
    ['scaling of files', { deploy: { mode: 'batch', batch }, scale: { max: 3 } }, 'scale: no scale section'],
    [
      'more provisioned than allowed at once',
      { deploy: { mode: 'serverless', serverless: { maxConcurrency: 3, provisionedConcurrency: 4 } } },
      'deploy.serverless.provisionedConcurrency: at most maxConcurrency, which is 3',
    ],
    ['an alarm twice', { 'deploy.alarms': ['late', 'dear', 'late'] }, 'deploy.alarms[2]: each alarm once'],
    [
      'more alarms than SageMaker takes',
      { 'deploy.alarms': Array.from({ length: 9 }, (_, index) => `alarm-${index}`) },
      'deploy.alarms: at most 8: SageMaker takes ten, and two are made',
    ],
    [
      'alarms over files',
      { deploy: { mode: 'batch', batch, alarms: ['late'] } },
      'deploy.alarms: no alarms: mode batch moves no traffic',
    ],
    [
      'scoring by a clock that is not told',
      { deploy: { mode: 'batch', batch: { ...batch, on: ['schedule'] } } },
      'deploy.batch.on: deploy.batch.schedule, or schedule left out of on',
    ],
    [
      'a clock that scores nothing',
      { deploy: { mode: 'batch', batch: { ...batch, schedule: { expression: 'rate(1 day)' } } } },
      'deploy.batch.schedule: schedule added to deploy.batch.on',
    ],
    [
      'capture of an asynchronous endpoint',
      { deploy: { mode: 'async', capture: {} } },
      'deploy.capture: no capture: requests and results are files already',
    ],
    [
      'a format that the algorithm does not read',
      { deploy: { mode: 'batch', batch: { ...batch, format: 'jsonl' } } },
      'deploy.batch.format: csv: XGBoost reads no JSON Lines',
    ],
    [
      'a filter over what is not joined',
      { deploy: { mode: 'batch', batch: { ...batch, outputFilter: '$.SageMakerOutput' } } },
      'deploy.batch.outputFilter: join: true, or a filter over the result alone, such as $[0]',
    ],
    ...(['serverless', 'async', 'batch'] as const).map((mode): [string, Record<string, unknown>, string] => [
      `a judged rollout with mode ${mode}`,
      { deploy: { mode, rollout: { type: 'judged' }, ...(mode === 'batch' && { batch }) } },
      `deploy.rollout.type: ${mode === 'async' ? 'all-at-once, canary, linear or rolling' : 'all-at-once'}: weighted variants are for mode realtime`,
    ]),
    ...['canary', 'linear', 'rolling'].map((type): [string, Record<string, unknown>, string] => [
      `${type} with mode serverless`,
      { deploy: { mode: 'serverless', rollout: { type } } },
      'deploy.rollout.type: all-at-once',
    ]),
    [
      'a linear rollout of one instance',
      { 'deploy.rollout': { type: 'linear' } },
      'deploy.rollout.type: two instances or more: a linear step takes at most half',
    ],
    [
      'a rolling rollout of one instance',
      { 'deploy.rollout': { type: 'rolling' } },
      'deploy.rollout.type: two instances or more: a rolling batch takes at most half',
    ],
    [
      'a canary where one instance may be all',
      { deploy: { count: 4, rollout: { type: 'canary' } }, scale: { max: 4 } },
      'deploy.rollout.type: two instances or more: a canary takes at most half',
    ],
    [
      'a rolling batch below SageMaker’s least',
      { deploy: { count: 4, rollout: { type: 'rolling', step: 4 } } },
      'deploy.rollout.step: 5 to 50 for rolling',
    ],
    [
      'judged settings of another type',
      { 'deploy.rollout': { judged: {} } },
      'deploy.rollout.judged: type: judged, or none of them',
    ],
    [
      'a step for judged',
      { 'deploy.rollout': { type: 'judged', step: 10 } },
      'deploy.rollout.step: deploy.rollout.judged.weights, and no step',
    ],
    [
      'a bake for judged',
      { 'deploy.rollout': { type: 'judged', bake: '5m' } },
      'deploy.rollout.bake: deploy.rollout.judged.minimumRequests, and no bake',
    ],
    [
      'a bake without guardrails',
      { deploy: { mode: 'serverless', rollout: { bake: '5m' } } },
      'deploy.rollout.bake: no bake: it has no guardrails that would watch',
    ],
    [
      'a bake too short for its alarms',
      { deploy: { count: 2, rollout: { type: 'canary', bake: '1m' } } },
      'deploy.rollout.bake: at least 2m: the alarms of deploy.guard need 2 minutes (periods) to speak',
    ],
    [
      'alarms too slow for the usual bake',
      { deploy: { count: 2, guard: { periods: 6 }, rollout: { type: 'linear' } } },
      'deploy.rollout.bake: at least 6m: the alarms of deploy.guard need 6 minutes (periods) to speak',
    ],
    [
      'bakes longer than the deployment may take',
      { deploy: { count: 2, rollout: { type: 'linear', step: 10, bake: '10m' } } },
      'deploy.timeout: longer than the bakes together, which are 110m',
    ],
    [
      'bakes longer than SageMaker allows',
      { deploy: { count: 2, timeout: '1d', rollout: { type: 'rolling', step: 10, bake: '50m' } } },
      'deploy.rollout.bake: less than 8h together: a shorter bake, or larger steps',
    ],
    [
      'predictions that nobody keeps',
      { 'deploy.rollout': { type: 'judged', judged: { limits: { predictions: 0.1 } } } },
      'deploy.rollout.judged.limits.predictions: deploy.capture, or no limit',
    ],
    [
      'quality of what nobody keeps',
      { 'deploy.rollout': { type: 'judged', judged: { limits: { quality: 0.1 } } } },
      'deploy.rollout.judged.limits.quality: deploy.capture, or no limit',
    ],
    [
      'fewer requests than can show the limit',
      { 'deploy.rollout': { type: 'judged', judged: { minimumRequests: 298 } } },
      'deploy.rollout.judged.minimumRequests: at least 299: fewer cannot show at confidence 0.95 that limits.errorRate 0.01 holds, even when none of them fails',
    ],
    [
      'a limit that nothing can show',
      { 'deploy.rollout': { type: 'judged', judged: { limits: { errorRate: 0 } } } },
      'deploy.rollout.judged.limits.errorRate: above 0: no number of requests shows that a challenger fails no more often at all',
    ],
    [
      'holding for less than one check',
      { 'deploy.rollout': { type: 'judged', judged: { interval: '30m', holdAtMost: '10m' } } },
      'deploy.rollout.judged.holdAtMost: at least judged.interval, which is 30m',
    ],
    [
      'a hook that asks nobody',
      { 'deploy.rollout.hooks': [{ at: 'before' }] },
      'deploy.rollout.hooks[0]: exactly one of url and function',
    ],
    [
      'a hook that asks two',
      { 'deploy.rollout.hooks': [{ at: 'before', url: 'https://example.com/', function: hook }] },
      'deploy.rollout.hooks[0]: exactly one of url and function',
    ],
    [
      'a hook where SageMaker asks nobody',
      { 'deploy.rollout.hooks': [{ at: 'during', function: hook }] },
      'deploy.rollout.hooks[0].at: before or after: SageMaker moves the traffic of the guardrails, and asks nobody on the way',
    ],
    [
      'hooks over files',
      { deploy: { mode: 'batch', batch, rollout: { hooks: [{ at: 'before', function: hook }] } } },
      'deploy.rollout.hooks: no hooks: mode batch moves no traffic',
    ],
    [
      'a rollout that cannot be ended',
      { 'deploy.rollout.whenNewer': 'supersede' },
      'deploy.rollout.whenNewer: wait: only a rollout of type judged can be ended',
    ],
    [
      'a canary of one instance',
      { 'deploy.rollout': { type: 'canary', step: 10 } },
      'deploy.rollout.type: two instances or more: a canary takes at most half',
    ],
    ['a step for all at once', { 'deploy.rollout': { step: 10 } }, 'deploy.rollout.step: no step, or another type'],
    [
      'a linear step below SageMaker’s least',
      { deploy: { count: 4, rollout: { type: 'linear', step: 5 } } },
      'deploy.rollout.step: 10 to 50 for linear',
    ],
    ['a least above the most', { scale: { min: 5, max: 2 } }, 'scale.min: at most scale.max, which is 2'],
    [
      'nothing at all in real time',
      { scale: { min: 0, max: 2 } },
      'scale.min: 1 or more: only mode async scales to nothing, and the mode is realtime',
    ],
    [
      'monitors of what nobody keeps',
      { watch: { dataQuality: monitor } },
      'watch: deploy.capture: monitors read what it keeps',
    ],
    [
      'a watch that watches nothing',
      { watch: {} },
      'watch: at least one of dataQuality, modelQuality, bias, explainability',
    ],
    [
      'a schedule that is not told',
      { 'retrain.on': ['schedule'] },
      'retrain.on: retrain.schedule, or schedule left out of on',
    ],
    [
      'a schedule that is not asked for',
      { 'retrain.schedule': { expression: 'rate(1 day)' } },
      'retrain.schedule: schedule added to retrain.on',
    ],
    ['drift that nobody sees', { 'retrain.on': ['drift'] }, 'retrain.on: a watch section, or drift left out of on'],
    [
      'code of two kinds',
      { retrain: { on: ['code'], code: { repository: 'churn', pipeline: 'churn' } } },
      'retrain.code: exactly one of repository and pipeline',
    ],
    [
      'a tag of a pipeline',
      { retrain: { on: ['code'], code: { pipeline: 'churn', tag: 'release' } } },
      'retrain.code.tag: a tag only beside repository',
    ],
    [
      'files that a query never gets',
      { 'data.source': { athena: { database: 'a', query: 'select 1' } } },
      'retrain.on: schedule: a query has no arriving files',
    ],
  ])('%s', (_name, changes, problem) => {
    expect(problems(changes)).toContain(problem)
  })
})

describe('what only looks contradictory is accepted', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a canary of several instances', { deploy: { count: 2, rollout: { type: 'canary', step: 10, bake: '5m' } } }],
    ['an async endpoint that scales to nothing', { deploy: { mode: 'async', async: {} }, scale: { min: 0, max: 3 } }],
    [
      'files scored by arrival and by the clock',
      {
        deploy: {
          mode: 'batch',
          batch: {
            ...batch,
            on: ['data', 'schedule'],
            schedule: { expression: 'rate(1 day)' },
            join: true,
            outputFilter: '$.SageMakerOutput',
          },
        },
      },
    ],
    ['an async endpoint that rolls', { deploy: { mode: 'async', count: 3, rollout: { type: 'rolling' } } }],
    [
      'a judged rollout that keeps predictions',
      {
        deploy: {
          capture: {},
          rollout: {
            type: 'judged',
            whenNewer: 'supersede',
            judged: { limits: { predictions: 0.1, quality: 0.02 } },
            hooks: [{ at: 'during', function: hook }],
          },
        },
      },
    ],
    ['all at once that bakes', { 'deploy.rollout': { bake: '10m' } }],
    ['a code trigger by image', { retrain: { on: ['code'], code: { repository: 'team/churn', tag: 'release' } } }],
    ['a Spark script', { prepare: { script: 'prepare.py', runtime: 'spark', label: 'left' } }],
    [
      'a regression',
      {
        'train.hyperparameters': { num_round: 5 },
        'evaluate.metrics': [{ name: 'rmse', atMost: 3 }],
      },
    ],
  ])('%s', (_name, changes) => {
    expect(manifestWith(changes).model).toBe('churn')
  })
})
