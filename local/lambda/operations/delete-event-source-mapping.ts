import type { Operation } from '../lambda.ts'
import { mappingConfiguration, mappingTable } from '../sqs/event-source-mapping.ts'
import { findMapping } from '../sqs/find-mapping.ts'

export const deleteEventSourceMapping: Operation =
  ({ kernel, pollers }) =>
  (input) => {
    const mapping = findMapping(kernel, input.UUID)
    mappingTable(kernel).delete(mapping.uuid)
    pollers.refresh(mapping.uuid)
    return mappingConfiguration(kernel, mapping, 'Deleting')
  }
