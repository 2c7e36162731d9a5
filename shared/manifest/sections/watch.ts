import * as z from 'zod'
import { scheduleExpression, siblingFile, timezone } from '../scalars.ts'

const monitor = z.strictObject({
  schedule: scheduleExpression.describe('When the monitor looks.').meta({ examples: ['cron(0 * ? * * *)'] }),
  timezone,
  baseline: z
    .union([z.literal('training'), siblingFile(['.json'], 'baseline.json')])
    .default('training')
    .describe('What it compares with: the training data of the version that serves, or a file beside model.yaml.'),
  thresholds: z.record(z.string().min(1), z.number()).default({}).describe('Limits by statistic.'),
  minimumRows: z.int().min(1).default(500).describe('With fewer rows it says so and judges nothing.'),
})

export const watchSection = z
  .strictObject({
    engine: z
      .enum(['trimtab', 'sagemaker'])
      .default('trimtab')
      .describe('Trimtab’s own monitors, or Model Monitor in an account that has it.'),
    dataQuality: monitor.optional().describe('Drift of the inputs.'),
    modelQuality: monitor.optional().describe('Drift of the metrics, against ground truth.'),
    bias: monitor.optional().describe('Drift of bias between groups.'),
    explainability: monitor.optional().describe('Drift of feature attributions.'),
  })
  .describe('Monitors over what the endpoint was asked and what it answered.')
