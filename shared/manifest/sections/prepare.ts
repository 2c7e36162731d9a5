import * as z from 'zod'
import { columnName, duration, instanceCount, instanceType, siblingFile, volume } from '../scalars.ts'

export const prepareSection = z
  .strictObject({
    sql: siblingFile(['.sql'], 'prepare.sql')
      .optional()
      .describe('One SELECT over the view `input`, which holds every data file.')
      .meta({ examples: ['prepare.sql'] }),
    flow: siblingFile(['.flow'], 'prepare.flow').optional().describe('A Data Wrangler flow.'),
    script: siblingFile(['.py', '.mjs', '.R', '.r'], 'prepare.py')
      .optional()
      .describe('A script that reads the data files and writes the prepared ones.')
      .meta({ examples: ['prepare.py'] }),
    runtime: z.enum(['python', 'node', 'r', 'spark']).optional().describe('What runs the script.'),
    label: columnName.describe('Column of the recipe’s result that the model learns to predict.').meta({
      examples: ['late'],
    }),
    minRows: z.int().min(1).default(100).describe('Fewer prepared rows than this refuse the run.'),
    instance: instanceType.default('ml.m5.xlarge').describe('Instance type of the Processing job.'),
    count: instanceCount.default(1).describe('Instances of the Processing job.'),
    volume: volume.default('30GB'),
    maxRuntime: duration('1m', '5d').default('1h').describe('The job is stopped after this long.'),
  })
  .describe('How raw data becomes training data. Exactly one of sql, flow and script.')
