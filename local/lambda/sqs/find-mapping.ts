import { AwsError } from '../../kernel/aws-error.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { type EventSourceMapping, mappingTable } from './event-source-mapping.ts'

export function findMapping(kernel: Kernel, uuid: string): EventSourceMapping {
  const mapping = mappingTable(kernel).get(uuid)
  if (!mapping)
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404, { Type: 'User' })
  return mapping
}
