import * as z from 'zod'
import { judgedDefaults } from '../judged-defaults.ts'
import { duration } from '../scalars.ts'

const limits = z
  .strictObject({
    errorRate: z
      .number()
      .min(0)
      .max(1)
      .default(judgedDefaults.limits.errorRate)
      .describe('By how much its share of failed requests may be higher.'),
    p50: z
      .number()
      .min(1)
      .max(100)
      .default(judgedDefaults.limits.p50)
      .describe('How many times as long its median latency may be.'),
    p99: z
      .number()
      .min(1)
      .max(100)
      .default(judgedDefaults.limits.p99)
      .describe('How many times as long its 99th percentile may be.'),
    predictions: z
      .number()
      .positive()
      .optional()
      .describe(
        'Population stability index that the distribution of its predictions may be away. Needs deploy.capture; 0.2 with it.',
      ),
    quality: z
      .number()
      .min(0)
      .optional()
      .describe(
        'By how much the first of evaluate.metrics may be worse, where ground truth has arrived under truth/<model>/ in the service’s bucket.',
      ),
  })
  .prefault({})
  .describe('What the challenger is held to, beside the champion and over the same time.')

/** Settings of type `judged`: champion and challenger side by side on one endpoint. */
const judged = z
  .strictObject({
    weights: z
      .array(z.int().min(1).max(99))
      .min(1)
      .max(20)
      .refine((weights) => weights.every((weight, index) => index === 0 || weight > weights[index - 1]!), {
        error: 'weights that grow, such as [10, 25, 50]',
      })
      .default(judgedDefaults.weights)
      .describe('Per cent of the requests that the challenger gets, step by step, before it gets all.'),
    shadow: duration('1m', '1d')
      .optional()
      .describe(
        'Before the first weight, requests are mirrored to the challenger for so long; callers see no answer of it.',
      ),
    interval: duration('1m', '1h').default(judgedDefaults.interval).describe('Between two checks.'),
    minimumRequests: z
      .int()
      .min(10)
      .default(judgedDefaults.minimumRequests)
      .describe(
        'Requests the challenger must have served at a weight. At least as many as can show that limits.errorRate holds; tighter limits take more.',
      ),
    confidence: z
      .number()
      .min(0.5)
      .max(0.9999)
      .default(judgedDefaults.confidence)
      .describe('Of the intervals that a verdict rests on.'),
    failedChecks: z
      .int()
      .min(0)
      .max(20)
      .default(judgedDefaults.failedChecks)
      .describe('Checks that may fail before it is rolled back.'),
    holdAtMost: duration('1m', '7d')
      .default(judgedDefaults.holdAtMost)
      .describe('How long a step may stay inconclusive before it is rolled back.'),
    limits,
    gate: z
      .enum(['auto', 'manual'])
      .default(judgedDefaults.gate)
      .describe('Whether the last weight becomes all by itself, or waits for a person while judging goes on.'),
  })
  .describe('Settings of type `judged`.')

/** What a judged rollout goes by, with every default filled in. */
export type JudgedSettings = z.output<typeof judged>

const hook = z
  .strictObject({
    at: z
      .enum(['before', 'during', 'after'])
      .describe('Before the first traffic, at every check of a judged rollout, or after the last step.'),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Asked by POST; any answer but 2xx is a veto.'),
    function: z
      .string()
      .regex(
        /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:trimtab-hook-[A-Za-z0-9-_]{1,50}$/,
        'the ARN of a function whose name begins with trimtab-hook-',
      )
      .optional()
      .describe('Invoked; an error, or an answer with `"veto": true`, is a veto.'),
    timeout: duration('1s', '1m').default('10s').describe('No answer by then is a veto.'),
  })
  .describe('Somebody else who may veto. Either url or function.')

export const rollout = z
  .strictObject({
    type: z
      .enum(['all-at-once', 'canary', 'linear', 'rolling', 'judged'])
      .default('all-at-once')
      .describe('How traffic moves to the new version: by SageMaker’s guardrails, or judged beside the champion.'),
    step: z
      .int()
      .min(1)
      .max(50)
      .optional()
      .describe(
        'Per cent of the capacity that one step of the guardrails moves: 10 for canary, 25 for linear and rolling when nothing is said.',
      ),
    bake: duration('0s', '1h')
      .optional()
      .describe(
        'How long each step of the guardrails is watched before the next: 5m when nothing is said, and not at all when all moves at once.',
      ),
    judged: judged.optional(),
    hooks: z.array(hook).max(10).default([]).describe('Who else is asked.'),
    whenNewer: z
      .enum(['wait', 'supersede'])
      .default('wait')
      .describe(
        'What a newer trigger does to a rollout in progress: wait for it, or end it. Only `judged` can be ended.',
      ),
    watchFor: duration('0s', '7d')
      .default('1h')
      .describe('An endpoint that turns bad this soon after its rollout goes back to the version before.'),
  })
  .prefault({})
  .describe('How traffic moves from the champion to the new version.')

/** Limits that alarms made by Trimtab watch during a rollout by the guardrails, and for the time after any. */
export const guard = z
  .strictObject({
    errorPercent: z.number().positive().max(100).default(5).describe('Failed requests among a hundred.'),
    p99Milliseconds: z.number().positive().default(5000).describe('Model latency, 99th percentile.'),
    periods: z.int().min(1).max(60).default(2).describe('Minutes in a row that must be over a limit.'),
  })
  .prefault({})
  .describe('When the endpoint counts as bad: the limits of the alarms that take a new version back.')
