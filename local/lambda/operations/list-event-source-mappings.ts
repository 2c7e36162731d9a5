import { parseFunctionName } from '../function-name.ts'
import type { Operation } from '../lambda.ts'
import { mappingConfiguration, mappingTable } from '../sqs/event-source-mapping.ts'

export const listEventSourceMappings: Operation =
  ({ kernel }) =>
  ({ EventSourceArn, FunctionName }) => {
    const name = FunctionName && parseFunctionName(FunctionName).name
    const found = [...mappingTable(kernel).values()].filter(
      ({ queueArn, functionName }) =>
        (EventSourceArn === undefined || queueArn === EventSourceArn) && (!name || functionName === name),
    )
    return { EventSourceMappings: found.map((mapping) => mappingConfiguration(kernel, mapping)) }
  }
