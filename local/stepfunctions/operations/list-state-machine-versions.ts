import { checkArn } from '../arns.ts'
import type { Engine } from '../engine/engine.ts'
import { page } from '../pages.ts'

/** Newest first. */
export const listStateMachineVersions = (engine: Engine) => (input: any) => {
  checkArn(input.stateMachineArn)
  const { items, nextToken } = page(engine.archive.versionsOf(input.stateMachineArn), input.maxResults, input.nextToken)
  return {
    stateMachineVersions: items.map(({ arn, createdAt }) => ({
      stateMachineVersionArn: arn,
      creationDate: new Date(createdAt),
    })),
    nextToken,
  }
}
