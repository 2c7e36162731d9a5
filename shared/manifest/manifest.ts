import * as z from 'zod'
import { duration } from './scalars.ts'
import { compileSection } from './sections/compile.ts'
import { dataSection } from './sections/data.ts'
import { deploySection } from './sections/deploy.ts'
import { evaluateSection } from './sections/evaluate.ts'
import { featuresSection } from './sections/features.ts'
import { prepareSection } from './sections/prepare.ts'
import { retrainSection } from './sections/retrain.ts'
import { scaleSection } from './sections/scale.ts'
import { securitySection } from './sections/security.ts'
import { switchSection } from './sections/switch.ts'
import { trainSection } from './sections/train.ts'
import { watchSection } from './sections/watch.ts'

/** Longest name of a model line: `trimtab-<stage>-<model>` must stay a SageMaker name with room for the stage. */
const longestModelName = 32

const modelName = z
  .string()
  .max(longestModelName, `at most ${longestModelName} characters`)
  .regex(/^[a-z0-9](-?[a-z0-9])*$/, 'lower-case letters, digits and single inner hyphens, such as flight-delay')

export const manifestSchema = z
  .strictObject({
    model: modelName.describe('Name of the model line.').meta({ examples: ['flight-delay'] }),
    data: dataSection,
    prepare: prepareSection,
    features: featuresSection.optional(),
    train: trainSection,
    evaluate: evaluateSection,
    approve: z
      .enum(['auto', 'manual'])
      .default('manual')
      .describe('Whether a candidate that passed goes to traffic by itself or waits for a person.'),
    approveWithin: duration('1m', '90d')
      .default('7d')
      .describe('A candidate that nobody approved by then is rejected. Only with `approve: manual`.'),
    compile: compileSection.optional(),
    deploy: deploySection,
    scale: scaleSection.optional(),
    switch: switchSection.optional(),
    watch: watchSection.optional(),
    retrain: retrainSection,
    security: securitySection,
  })
  .describe('How one model line lives: its data, training, judgement, serving and retraining.')

/** A whole manifest with every default filled in. Durations and sizes are kept as written. */
export type Manifest = z.output<typeof manifestSchema>
export type MetricName = Manifest['evaluate']['metrics'][number]['name']
export type ProblemKind = NonNullable<Manifest['evaluate']['problem']>
