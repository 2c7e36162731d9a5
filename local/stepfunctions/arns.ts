import { AwsError } from '../kernel/aws-error.ts'

const NAME = /^[^\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/u

/** Refuses what cannot be the name of a state machine or an execution. */
export function checkName(name: string): void {
  if (!NAME.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`)
}

/** Refuses what is not an ARN at all. */
export function checkArn(arn: string): void {
  if (!arn.startsWith('arn:')) throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`)
}

const MACHINE = ':stateMachine:'

/** arn:aws:states:r:a:stateMachine:m -> arn:aws:states:r:a:execution:m:name; an Express one has an id of its own. */
export function executionArn(machineArn: string, name: string, expressId?: string): string {
  const at = machineArn.indexOf(MACHINE)
  const end = machineArn.indexOf(':', at + MACHINE.length)
  const scope = machineArn.slice(0, at)
  const machine = machineArn.slice(at + MACHINE.length, end < 0 ? undefined : end)
  return expressId === undefined
    ? `${scope}:execution:${machine}:${name}`
    : `${scope}:express:${machine}:${name}:${expressId}`
}

/** The machine that an execution's ARN is of. */
export function machineArnOf(arn: string): string {
  const parts = arn.split(':')
  if (parts[5] === 'stateMachine') return arn
  return [...parts.slice(0, 5), 'stateMachine', parts[6]].join(':')
}
