import { AwsError } from '../../kernel/aws-error.ts'
import type { Engine } from '../engine/engine.ts'
import { taggedMachine } from '../tagged-machine.ts'

const TAG_LIMIT = 50

export const tagResource = (engine: Engine) => (input: any) => {
  const machine = taggedMachine(engine, input.resourceArn)
  const tags = new Map([...machine.tags, ...input.tags].map(({ key, value }) => [key, value]))
  if (tags.size > TAG_LIMIT) throw new AwsError('TooManyTags', `A resource can have at most ${TAG_LIMIT} tags`)
  engine.archive.machines.put(machine.arn, { ...machine, tags: [...tags].map(([key, value]) => ({ key, value })) })
  return {}
}
