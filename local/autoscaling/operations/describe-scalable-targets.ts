import type { AutoScalingContext } from '../context.ts'
import { asked } from '../filter.ts'
import { pageOf } from '../page-of.ts'

export const describeScalableTargets =
  ({ book }: AutoScalingContext) =>
  (input: any) => {
    const { items, NextToken } = pageOf(book.targets().filter(asked(input)), input)
    const ScalableTargets = items.map(({ tags: _tags, cooldowns: _cooldowns, CreationTime, ...target }) => ({
      ...target,
      CreationTime: new Date(CreationTime),
    }))
    return { ScalableTargets, NextToken }
  }
