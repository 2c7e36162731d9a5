import type { MachineRecord } from './engine/records.ts'
import { variableReferences } from './variable-references.ts'

/** What both descriptions of a machine have: as it is, and as an execution was started with it. */
export const describeMachine = (
  machine: Pick<MachineRecord, 'arn' | 'name' | 'definition' | 'roleArn'> & Partial<MachineRecord>,
) => ({
  stateMachineArn: machine.arn,
  name: machine.name,
  definition: machine.definition,
  roleArn: machine.roleArn,
  loggingConfiguration: machine.loggingConfiguration ?? { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: machine.tracingConfiguration ?? { enabled: false },
  encryptionConfiguration: machine.encryptionConfiguration ?? { type: 'AWS_OWNED_KEY' },
  ...variableReferences(machine.definition),
})
