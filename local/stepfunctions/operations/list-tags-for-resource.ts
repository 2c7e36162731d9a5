import type { Engine } from '../engine/engine.ts'
import { taggedMachine } from '../tagged-machine.ts'

export const listTagsForResource = (engine: Engine) => (input: any) => ({
  tags: taggedMachine(engine, input.resourceArn).tags,
})
