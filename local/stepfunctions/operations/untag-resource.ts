import type { Engine } from '../engine/engine.ts'
import { taggedMachine } from '../tagged-machine.ts'

export const untagResource = (engine: Engine) => (input: any) => {
  const machine = taggedMachine(engine, input.resourceArn)
  engine.archive.machines.put(machine.arn, {
    ...machine,
    tags: machine.tags.filter(({ key }) => !input.tagKeys.includes(key)),
  })
  return {}
}
