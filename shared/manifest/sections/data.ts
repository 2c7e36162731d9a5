import * as z from 'zod'
import { duration } from '../scalars.ts'

const athena = z
  .strictObject({
    database: z.string().min(1).describe('Glue database that the query reads.'),
    query: z.string().min(1).describe('One SELECT.'),
    workgroup: z.string().min(1).default('primary').describe('Athena workgroup that runs it.'),
  })
  .describe('Result of an Athena query.')

const redshift = z
  .strictObject({
    cluster: z.string().min(1).describe('Cluster identifier.'),
    database: z.string().min(1).describe('Database that the query reads.'),
    user: z.string().min(1).describe('Database user.'),
    query: z.string().min(1).describe('One SELECT.'),
  })
  .describe('Result of a Redshift query.')

const prefix = z
  .string()
  .max(512)
  .regex(
    /^data\/((?!\.+\/)[A-Za-z0-9!_.*'()=-]+\/)+$/,
    'a prefix under data/ in the service bucket that ends with /, such as data/flight-delay/',
  )
  .describe('Prefix in the service bucket.')

export const dataSection = z
  .strictObject({
    source: z
      .union([prefix, z.strictObject({ athena: athena.optional(), redshift: redshift.optional() })])
      .describe('Where the training data lands: a prefix of the service bucket, or a query.')
      .meta({ examples: ['data/flight-delay/'] }),
    format: z.enum(['csv', 'json', 'parquet', 'avro']).describe('Format of the files. json: one object a line.'),
    quietPeriod: duration('0s', '7d')
      .default('5m')
      .describe('A run starts once no file has arrived for this long, so that many files make one run.'),
    startWithin: duration('1m', '30d')
      .default('1d')
      .describe('Files that never stop arriving start a run this long after the first of them, quiet or not.'),
    minNewRows: z.int().min(1).optional().describe('Fewer new rows than this since the last run start nothing.'),
  })
  .describe('The training data: where it lands and in which format.')
