import * as z from 'zod'
import { duration, imageUri, instanceCount, instanceType, siblingFile, volume } from '../scalars.ts'

const spot = z
  .strictObject({
    maxWait: duration('1m', '28d').describe('Longest time from start to end, waiting for capacity included.'),
    checkpoints: z.boolean().default(true).describe('Keep checkpoints in S3, so an interrupted job resumes.'),
    fallback: z
      .enum(['on-demand', 'none'])
      .default('on-demand')
      .describe('What happens when no spot capacity came within maxWait.'),
  })
  .describe('Train on spot capacity. Without it the job runs on demand.')

const hyperparameters = z
  .record(
    z.string().regex(/^[A-Za-z0-9_.-]{1,256}$/, 'a hyperparameter name: letters, digits, _ . -'),
    z.union([z.string().max(2500), z.number(), z.boolean()]),
  )
  .refine((record) => Object.keys(record).length <= 100, { error: 'at most 100 hyperparameters' })

export const trainSection = z
  .strictObject({
    algorithm: z
      .enum(['xgboost', 'image'])
      .describe('SageMaker’s built-in XGBoost, or an image of your own that keeps SageMaker’s container contract.'),
    version: z.enum(['1.7-1']).default('1.7-1').describe('Version of the built-in algorithm.'),
    image: imageUri.optional().describe('The image, for training and for serving, when algorithm is `image`.'),
    entryPoint: siblingFile(['.py'], 'train.py').optional().describe('A training script beside model.yaml.'),
    hyperparameters: hyperparameters
      .default({})
      .describe('Passed to the algorithm as they are.')
      .meta({ examples: [{ objective: 'binary:logistic', num_round: 100 }] }),
    instance: instanceType.default('ml.m5.xlarge').describe('Instance type of the Training job.'),
    count: instanceCount.default(1).describe('Instances of the Training job.'),
    volume: volume.default('30GB'),
    maxRuntime: duration('1m', '28d').default('4h').describe('The job is stopped after this long.'),
    spot: spot.optional(),
  })
  .describe('The algorithm and what it runs on.')
