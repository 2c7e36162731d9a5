import { describeMachine } from '../describe-machine.ts'
import type { Engine } from '../engine/engine.ts'
import { findMachine } from '../lookups.ts'

export const describeStateMachine = (engine: Engine) => (input: any) => {
  const machine = findMachine(engine, input.stateMachineArn)
  return {
    ...describeMachine(machine),
    type: machine.type,
    status: 'ACTIVE',
    creationDate: new Date(machine.createdAt),
    revisionId: machine.revisionId,
  }
}
