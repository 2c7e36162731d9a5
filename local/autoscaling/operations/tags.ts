import { AwsError } from '../../kernel/aws-error.ts'
import type { AutoScalingContext } from '../context.ts'
import type { ScalableTarget } from '../records.ts'

const MOST_TAGS = 50

export const tagResource =
  (context: AutoScalingContext) =>
  ({ ResourceARN, Tags }: any) => {
    const target = targetAt(context, ResourceARN)
    const tags = { ...target.tags, ...Tags }
    if (Object.keys(tags).length > MOST_TAGS)
      throw new AwsError('TooManyTagsException', `A scalable target has at most ${MOST_TAGS} tags.`)
    context.book.putTarget({ ...target, tags })
    return {}
  }

export const untagResource =
  (context: AutoScalingContext) =>
  ({ ResourceARN, TagKeys }: any) => {
    const target = targetAt(context, ResourceARN)
    const left = Object.entries(target.tags).filter(([key]) => !TagKeys.includes(key))
    context.book.putTarget({ ...target, tags: Object.fromEntries(left) })
    return {}
  }

export const listTagsForResource =
  (context: AutoScalingContext) =>
  ({ ResourceARN }: any) => ({ Tags: targetAt(context, ResourceARN).tags })

function targetAt({ book }: AutoScalingContext, arn: string): ScalableTarget {
  const target = book.targets().find(({ ScalableTargetARN }) => ScalableTargetARN === arn)
  if (target) return target
  throw new AwsError('ResourceNotFoundException', `The resource ${arn} was not found.`, 400, { ResourceName: arn })
}
