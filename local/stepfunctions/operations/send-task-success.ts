import { AwsError } from '../../kernel/aws-error.ts'
import { checkAnswered, checkToken } from '../answer-task.ts'
import type { Engine } from '../engine/engine.ts'
import { parseJson } from '../parse-json.ts'

export const sendTaskSuccess = (engine: Engine) => (input: any) => {
  checkToken(input.taskToken)
  const output = parseJson(input.output, (why) => new AwsError('InvalidOutput', `Invalid Output: '${why}'`))
  checkAnswered(engine, input.taskToken, engine.callbacks.settle(input.taskToken, { output }))
  return {}
}
