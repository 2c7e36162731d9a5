import type { Call } from '../../kernel/kernel.ts'
import { checkVariant } from '../check-variant.ts'
import type { AutoScalingContext } from '../context.ts'
import type { ScalableTarget, TargetName } from '../records.ts'
import { refuse, targetNameOf } from '../target-name.ts'
import { linkedRole } from '../variant-capacity.ts'

/** Makes a target, or changes what is given of one. A capacity outside of the bounds moves. */
export const registerScalableTarget =
  ({ kernel, book, scaler }: AutoScalingContext) =>
  async (input: any, { principal }: Call) => {
    const name = targetNameOf(input)
    const variant = await checkVariant(kernel, name, principal)
    const known = book.findTarget(name)
    if (known && input.Tags)
      throw refuse(
        'The scalable target that you tried to tag already exists. To update tags on an existing scalable target, use the TagResource API.',
      )
    const target = { ...(known ?? made(name)), ...given(input) }
    const { MinCapacity, MaxCapacity } = target
    if (MinCapacity === undefined) throw refuse('Minimum capacity must be specified')
    if (MaxCapacity === undefined) throw refuse('Maximum capacity must be specified')
    if (MinCapacity < variant.lowest) throw refuse(`Minimum capacity cannot be less than ${variant.lowest}`)
    if (MaxCapacity < MinCapacity) throw refuse('Maximum capacity cannot be less than minimum capacity')
    if (MaxCapacity > variant.highest) throw refuse(`Maximum capacity cannot be greater than ${variant.highest}`)
    const SuspendedState = { ...target.SuspendedState, ...input.SuspendedState }
    book.putTarget({ ...target, MinCapacity, MaxCapacity, SuspendedState })
    void scaler.inTurn(name, () => scaler.enforceBounds(name)).catch(() => {})
    return { ScalableTargetARN: target.ScalableTargetARN }

    function made(name: TargetName): Omit<ScalableTarget, 'MinCapacity' | 'MaxCapacity'> & Partial<ScalableTarget> {
      const id = kernel.requestId().replaceAll('-', '')
      return {
        ...name,
        RoleARN: linkedRole(kernel),
        CreationTime: kernel.clock.now(),
        SuspendedState: {
          DynamicScalingInSuspended: false,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: false,
        },
        ScalableTargetARN: kernel.arn('application-autoscaling', `scalable-target/0sgm${id}`),
        tags: input.Tags ?? {},
        cooldowns: {},
      }
    }
  }

const given = ({ MinCapacity, MaxCapacity }: any) => ({
  ...(MinCapacity !== undefined && { MinCapacity }),
  ...(MaxCapacity !== undefined && { MaxCapacity }),
})
