import { findQualified } from '../find-function.ts'
import type { Operation } from '../lambda.ts'
import { mappingConfiguration, mappingTable } from '../sqs/event-source-mapping.ts'
import { findMapping } from '../sqs/find-mapping.ts'
import { mappingSettings } from '../sqs/mapping-settings.ts'

export const updateEventSourceMapping: Operation =
  ({ kernel, pollers }) =>
  async (input) => {
    const present = findMapping(kernel, input.UUID)
    const invoked = findQualified(kernel, { FunctionName: input.FunctionName ?? present.functionArn })
    const mapping = await mappingSettings(kernel, invoked, input, present)
    mappingTable(kernel).put(mapping.uuid, mapping)
    pollers.refresh(mapping.uuid)
    return mappingConfiguration(kernel, mapping, 'Updating')
  }
