import { AwsError } from '../../kernel/aws-error.ts'
import { checkAnswered } from '../answer-task.ts'
import type { Engine } from '../engine/engine.ts'

export const sendTaskSuccess = (engine: Engine) => (input: any) => {
  let output: unknown
  try {
    output = JSON.parse(input.output)
  } catch (error) {
    throw new AwsError('InvalidOutput', `Invalid Output: '${(error as Error).message}'`)
  }
  checkAnswered(engine, input.taskToken, engine.callbacks.settle(input.taskToken, { output }))
  return {}
}
