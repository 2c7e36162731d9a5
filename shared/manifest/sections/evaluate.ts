import * as z from 'zod'
import { columnName, duration, instanceCount, instanceType } from '../scalars.ts'

const metricNames = ['auc', 'logloss', 'accuracy', 'f1', 'rmse', 'mae'] as const
const problemKinds = ['binary', 'multiclass', 'regression'] as const

const metricName = z.enum(metricNames)
const bounds = {
  atLeast: z.number().optional().describe('The metric must not be below this.'),
  atMost: z.number().optional().describe('The metric must not be above this.'),
}

const metric = z.strictObject({
  name: metricName.describe('The metric.').meta({ examples: ['auc'] }),
  ...bounds,
  worseThanChampionBy: z
    .number()
    .min(0)
    .optional()
    .describe('The challenger may be worse than the champion, on the same hold-out, by at most this.'),
})

const slice = z.strictObject({
  column: columnName.describe('Column of the recipe’s result that names the slice; not a feature.'),
  minRows: z.int().min(1).default(200).describe('Slices with fewer hold-out rows are reported and not judged.'),
  metrics: z
    .array(z.strictObject({ name: metricName.describe('The metric.'), ...bounds }))
    .default([])
    .describe('Thresholds that every slice of the column must keep.'),
})

export const evaluateSection = z
  .strictObject({
    problem: z
      .enum(problemKinds)
      .optional()
      .describe('What the model predicts. Taken from the objective when the algorithm is xgboost.'),
    metrics: z
      .array(metric)
      .min(1)
      .describe('The metrics that judge a candidate on the hold-out.')
      .meta({ examples: [[{ name: 'auc', atLeast: 0.65, worseThanChampionBy: 0.005 }]] }),
    slices: z.array(slice).max(10).default([]).describe('Columns by whose values the metrics are also computed.'),
    threshold: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Probability from which a binary prediction counts as positive, for accuracy and F1.'),
    instance: instanceType.default('ml.m5.xlarge').describe('Instance type of the Transform job.'),
    count: instanceCount.default(1).describe('Instances of the Transform job.'),
    maxRuntime: duration('1m', '5d').default('1h').describe('The job is stopped after this long.'),
  })
  .describe('How a candidate is scored on the hold-out, and what it must reach.')
