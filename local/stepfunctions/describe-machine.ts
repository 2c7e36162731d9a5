import type { MachineRecord } from './engine/records.ts'

export const describeMachine = (machine: MachineRecord) => ({
  stateMachineArn: machine.arn,
  name: machine.name,
  definition: machine.definition,
  roleArn: machine.roleArn,
  loggingConfiguration: machine.loggingConfiguration,
  tracingConfiguration: machine.tracingConfiguration,
})
