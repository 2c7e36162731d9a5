import { AwsError } from '../../kernel/aws-error.ts'
import { findQualified, invalidParameter } from '../find-function.ts'
import { functionTable } from '../function.ts'
import { parseFunctionName } from '../function-name.ts'
import type { Operation } from '../lambda.ts'
import { mappingConfiguration, mappingTable } from '../sqs/event-source-mapping.ts'
import { mappingSettings } from '../sqs/mapping-settings.ts'

export const createEventSourceMapping: Operation =
  ({ kernel, pollers }) =>
  async (input) => {
    if (!functionTable(kernel).has(parseFunctionName(input.FunctionName).name))
      throw invalidParameter('Function does not exist')
    const { fn, qualifier } = findQualified(kernel, { FunctionName: input.FunctionName })
    const mappings = mappingTable(kernel)
    for (const { uuid, queueArn, functionName } of mappings.values())
      if (queueArn === input.EventSourceArn && functionName === fn.name)
        throw new AwsError(
          'ResourceConflictException',
          `An event source mapping with SQS arn (" ${queueArn} ") and function (" ${fn.name} ") already exists. Please update or delete the existing mapping with UUID ${uuid}`,
          409,
          { Type: 'User' },
        )
    const mapping = await mappingSettings(kernel, { fn, qualifier }, input, {
      uuid: kernel.requestId(),
      queueArn: input.EventSourceArn,
    })
    mappings.put(mapping.uuid, mapping)
    pollers.refresh(mapping.uuid)
    return mappingConfiguration(kernel, mapping, 'Creating')
  }
