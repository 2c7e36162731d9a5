import { checkAnswered } from '../answer-task.ts'
import type { Engine } from '../engine/engine.ts'

export const sendTaskHeartbeat = (engine: Engine) => (input: any) => {
  checkAnswered(engine, input.taskToken, engine.callbacks.beat(input.taskToken))
  return {}
}
