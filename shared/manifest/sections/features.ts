import * as z from 'zod'
import { columnName, sagemakerName } from '../scalars.ts'

export const featuresSection = z
  .strictObject({
    group: sagemakerName(64, 'flight-delay-features').describe('Name of the feature group.'),
    recordIdentifier: columnName.describe('Column that identifies a record.'),
    eventTime: columnName.describe('Column with the time a record was true.'),
    online: z.boolean().default(false).describe('Keep the newest record of each identifier in the online store.'),
    offline: z.boolean().default(true).describe('Keep every record in the offline store.'),
    share: z
      .array(z.string().regex(/^\d{12}$/, 'a 12-digit account id, in quotes'))
      .default([])
      .describe('Accounts that may read the group.'),
    tags: z.record(z.string().min(1).max(128), z.string().max(256)).default({}).describe('Tags of the group.'),
  })
  .describe('The feature group that the prepared rows are written to.')
