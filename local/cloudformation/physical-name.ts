import { randomInt } from 'node:crypto'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** A name as CloudFormation makes one: stack, logical id and twelve random characters, cut to the service's length. */
export function physicalName(stackName: string, logicalId: string, longest: number): string {
  const suffix = Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  const room = longest - suffix.length - 2
  const stack = stackName.slice(0, Math.max(room - logicalId.length, Math.floor(room / 2)))
  return `${stack}-${logicalId.slice(0, room - stack.length)}-${suffix}`
}
