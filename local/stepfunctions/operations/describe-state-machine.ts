import { describeMachine } from '../describe-machine.ts'
import type { Engine } from '../engine/engine.ts'
import { findMachine } from '../lookups.ts'

/** A machine, or a version of one as it was published. */
export const describeStateMachine = (engine: Engine) => (input: any) => {
  const version = engine.archive.versions.get(input.stateMachineArn)
  const machine = version?.machine ?? findMachine(engine, input.stateMachineArn)
  return {
    ...describeMachine(machine),
    stateMachineArn: version?.arn ?? machine.arn,
    description: version?.description,
    type: machine.type,
    status: 'ACTIVE',
    creationDate: new Date(version?.createdAt ?? machine.createdAt),
    revisionId: machine.revisionId,
  }
}
