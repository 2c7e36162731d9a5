import type { Operation } from '../lambda.ts'
import { mappingConfiguration } from '../sqs/event-source-mapping.ts'
import { findMapping } from '../sqs/find-mapping.ts'

export const getEventSourceMapping: Operation =
  ({ kernel }) =>
  (input) =>
    mappingConfiguration(kernel, findMapping(kernel, input.UUID))
