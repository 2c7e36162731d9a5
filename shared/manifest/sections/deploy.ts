import * as z from 'zod'
import { duration, instanceCount, instanceType } from '../scalars.ts'
import { batch } from './batch.ts'
import { guard, rollout } from './rollout.ts'

const serverless = z
  .strictObject({
    memory: z
      .enum(['1GB', '2GB', '3GB', '4GB', '5GB', '6GB'])
      .default('2GB')
      .describe('Memory of the serverless endpoint.'),
    maxConcurrency: z.int().min(1).max(200).default(5).describe('Requests served at once.'),
    provisionedConcurrency: z.int().min(1).max(200).optional().describe('Requests served at once without cold start.'),
  })
  .describe('Settings of mode `serverless`.')

const topic = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:trimtab-async-[A-Za-z0-9-_]{1,200}$/,
    'the ARN of an SNS topic whose name begins with trimtab-async-',
  )

const asynchronous = z
  .strictObject({
    maxConcurrentPerInstance: z.int().min(1).max(1000).default(4).describe('Requests one instance works on at once.'),
    successTopic: topic.optional().describe('SNS topic told of each result.'),
    errorTopic: topic.optional().describe('SNS topic told of each error.'),
  })
  .describe('Settings of mode `async`.')

const smokeTest = z
  .strictObject({
    rows: z.int().min(1).max(1000).default(10).describe('Hold-out rows sent to the endpoint after it was updated.'),
    timeout: duration('1s', '1m').default('30s').describe('The endpoint must have answered by then.'),
  })
  .prefault({})
  .describe('Requests that the new version must answer plausibly before the run counts as deployed.')

const capture = z
  .strictObject({
    percent: z.int().min(0).max(100).default(100).describe('Share of the requests that is kept.'),
  })
  .describe('Keep requests and answers in the service bucket, under capture/<model>/.')

export const deploySection = z
  .strictObject({
    mode: z.enum(['realtime', 'serverless', 'async', 'batch']).default('realtime').describe('How the model is served.'),
    instance: instanceType.default('ml.m5.large').describe('Instance type of the endpoint.'),
    count: instanceCount
      .default(1)
      .describe('Instances of the endpoint. Two or more outlive the loss of an availability zone.'),
    serverless: serverless.optional(),
    async: asynchronous.optional(),
    batch: batch.optional(),
    rollout,
    guard,
    alarms: z
      .array(z.string().min(1).max(255))
      .max(10)
      .default([])
      .describe('CloudWatch alarms of the line’s own that roll a new version back, beside those of `guard`.'),
    smokeTest,
    capture: capture.optional(),
    retention: duration('1d', '365d')
      .default('14d')
      .describe('How long what no longer serves is kept to go back to, before it is swept.'),
    timeout: duration('5m', '1d').default('1h').describe('The endpoint must be in service by then.'),
  })
  .prefault({})
  .describe('Where and how the model serves.')
