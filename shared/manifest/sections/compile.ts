import * as z from 'zod'

const target = z.string().regex(/^[a-z][a-z0-9_]*$/, 'a Neo target device, such as ml_c5 or jetson_nano')

export const compileSection = z
  .strictObject({
    targets: z
      .array(target)
      .min(1)
      .describe('Devices to compile for.')
      .meta({ examples: [['ml_c5']] }),
    inputShape: z
      .record(z.string().min(1), z.array(z.int().min(1)).min(1))
      .optional()
      .describe('Shape of each input. Taken from the prepared data when absent.'),
    fallback: z
      .enum(['uncompiled', 'none'])
      .default('uncompiled')
      .describe('What serves when compiling fails; `none` fails the run.'),
  })
  .describe('Compile the model with SageMaker Neo.')
