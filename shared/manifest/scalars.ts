import * as z from 'zod'
import { durationPattern, durationSeconds } from './duration.ts'
import { scheduleExpressionProblem } from './schedule-expression.ts'

/** A duration between two bounds, both inclusive, kept as written; `durationSeconds` reads it. */
export function duration(least: string, most: string) {
  return z
    .string()
    .regex(durationPattern, `a duration such as ${least === '0s' ? '90s' : least}, 5m, 1h30m or 2d`)
    .refine(
      (text) => {
        if (text === '' || !durationPattern.test(text)) return text !== ''
        const seconds = durationSeconds(text)
        return seconds >= durationSeconds(least) && seconds <= durationSeconds(most)
      },
      { error: `a duration from ${least} to ${most}` },
    )
    .meta({ title: `duration, ${least} to ${most}` })
}

/** Storage in whole gigabytes, as in `30GB`. */
export const volume = z
  .string()
  .regex(/^[1-9]\d{0,4}GB$/, 'a size in gigabytes, such as 30GB')
  .meta({ title: 'size in GB' })
  .describe('Size of the storage attached to each instance.')

export const instanceType = z
  .string()
  .regex(/^ml\.[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'a SageMaker instance type, such as ml.m5.xlarge')
  .meta({ title: 'instance type' })

export const instanceCount = z.int().min(1).max(100)

export const columnName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'a column name: letters, digits and _')
  .meta({ title: 'column name' })

/** A file lying beside the manifest. Paths are not allowed, so nothing outside the model's folder is ever read. */
export function siblingFile(extensions: string[], example: string) {
  const endings = extensions.map((extension) => extension.replace('.', '\\.')).join('|')
  return z
    .string()
    .regex(
      new RegExp(`^[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*(${endings})$`),
      `a file beside model.yaml, such as ${example}`,
    )
    .meta({ title: `file name, ${extensions.join(' or ')}` })
}

/** Letters, digits and inner hyphens, as SageMaker wants for the names of its resources. */
export function sagemakerName(longest: number, example: string) {
  return z
    .string()
    .max(longest, `at most ${longest} characters`)
    .regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/, `letters, digits and inner hyphens, such as ${example}`)
    .meta({ title: `name, at most ${longest} characters` })
}

export const scheduleExpression = z
  .string()
  .meta({ title: 'cron(…) or rate(…)' })
  .superRefine((text, context) => {
    const problem = scheduleExpressionProblem(text)
    if (problem) {
      context.addIssue({ code: 'custom', message: `cron(0 18 ? * MON-FRI *) or rate(1 day); ${problem}` })
    }
  })

export const timezone = z
  .string()
  .refine(isTimezone, { error: 'an IANA time zone, such as Asia/Manila or UTC' })
  .meta({ title: 'time zone' })
  .default('UTC')
  .describe('IANA time zone in which the expression is read.')

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const imageUri = z
  .string()
  .max(255)
  .regex(
    /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/[a-z0-9._/-]+(:[A-Za-z0-9._-]+|@sha256:[0-9a-f]{64})$/,
    'an image in ECR with its tag or digest, such as 123456789012.dkr.ecr.ap-southeast-1.amazonaws.com/churn:3',
  )
  .meta({ title: 'image URI' })

export const kmsKeyArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[A-Za-z0-9/_-]+$/, 'the ARN of a KMS key or alias')
  .meta({ title: 'ARN' })
