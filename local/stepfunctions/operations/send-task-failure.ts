import { checkAnswered } from '../answer-task.ts'
import type { Engine } from '../engine/engine.ts'
import { StateFailure } from '../engine/failure.ts'

export const sendTaskFailure = (engine: Engine) => (input: any) => {
  const failure = new StateFailure(input.error ?? '', input.cause)
  checkAnswered(engine, input.taskToken, engine.callbacks.settle(input.taskToken, { failure }))
  return {}
}
