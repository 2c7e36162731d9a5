import { AwsError } from '../kernel/aws-error.ts'
import { PAYLOAD_LIMIT } from './engine/payload.ts'
import { parseJson } from './parse-json.ts'

/** Refuses an execution's input that is not JSON or is too long. */
export function checkInput(text: string): void {
  const refuse = (why: string) =>
    new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${why}'`)
  if (Buffer.byteLength(text) > PAYLOAD_LIMIT) throw refuse(`The input is larger than ${PAYLOAD_LIMIT} bytes`)
  if (text === '') throw refuse('Invalid execution input.')
  parseJson(text, refuse)
}
