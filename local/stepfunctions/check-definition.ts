import { AwsError } from '../kernel/aws-error.ts'
import type { Diagnostics } from './definition/diagnostics.ts'
import type { Engine } from './engine/engine.ts'
import type { MachineRecord } from './engine/records.ts'

/** Refuses a definition that cannot be run, with everything that is wrong with it. */
export function checkDefinition(engine: Engine, text: string, type: MachineRecord['type']): void {
  refuseDefinition(engine.compile(text, type).diagnostics)
}

export function refuseDefinition({ found }: Diagnostics): void {
  const errors = found.filter(({ severity }) => severity === 'ERROR')
  if (errors.length === 0) return
  const problems = errors.map(
    ({ code, message, location }) => `${code}: ${message}${location ? ` at ${location}` : ''}`,
  )
  throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${problems.join(', ')}'`)
}
