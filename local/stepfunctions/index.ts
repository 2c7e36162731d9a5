import type { Kernel, Service } from '../kernel/kernel.ts'
import { Engine } from './engine/engine.ts'
import { OPERATIONS } from './operations.ts'
import { permissionsOf } from './permissions.ts'

/** AWS Step Functions: state machines in JSONata. */
export function createStepFunctions(kernel: Kernel): Service {
  const engine = new Engine(kernel)
  return {
    name: 'stepfunctions',
    operations: Object.fromEntries(Object.entries(OPERATIONS).map(([name, operation]) => [name, operation(engine)])),
    permissions: (operation, input) =>
      permissionsOf(operation, input, (name) => kernel.arn('states', `stateMachine:${name}`)),
    start: () => engine.resume(),
    stop: () => engine.shutdown(),
  }
}
