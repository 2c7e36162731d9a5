import { parseFunctionName } from '../function-name.ts'
import type { Operation } from '../lambda.ts'
import { markerPage } from '../marker-page.ts'
import { mappingConfiguration, mappingTable } from '../sqs/event-source-mapping.ts'

export const listEventSourceMappings: Operation =
  ({ kernel }) =>
  (input) => {
    const { EventSourceArn, FunctionName } = input
    const name = FunctionName && parseFunctionName(FunctionName).name
    const found = [...mappingTable(kernel).values()].filter(
      ({ queueArn, functionName }) =>
        (EventSourceArn === undefined || queueArn === EventSourceArn) && (!name || functionName === name),
    )
    const { items, NextMarker } = markerPage(found, ({ uuid }) => uuid, input)
    return { EventSourceMappings: items.map((mapping) => mappingConfiguration(kernel, mapping)), NextMarker }
  }
