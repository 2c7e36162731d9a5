import { parseScheduleExpression } from '../../scheduler/expression/schedule-expression.ts'
import { isTimeZone } from '../../scheduler/expression/time-zone.ts'
import type { AutoScalingContext } from '../context.ts'
import type { ScheduledAction } from '../records.ts'
import { refuse, targetNameOf } from '../target-name.ts'

/** Makes an action, or changes what is given of one; a start and an end that are not given again are gone. */
export const putScheduledAction =
  ({ kernel, book, timekeeper }: AutoScalingContext) =>
  (input: any) => {
    const name = targetNameOf(input)
    book.target(name)
    const { ScheduledActionName } = input
    const known = book.findAction(name, ScheduledActionName)
    const Schedule = input.Schedule ?? known?.Schedule
    const Timezone = input.Timezone ?? known?.Timezone
    const action: ScheduledAction = {
      ...name,
      ScheduledActionName,
      ScheduledActionARN:
        known?.ScheduledActionARN ??
        kernel.arn(
          'autoscaling',
          `scheduledAction:${kernel.requestId()}:resource/sagemaker/${name.ResourceId}:scheduledActionName/${ScheduledActionName}`,
        ),
      CreationTime: known?.CreationTime ?? kernel.clock.now(),
      Schedule,
      ScalableTargetAction: input.ScalableTargetAction ?? known?.ScalableTargetAction,
      ...(Timezone && { Timezone }),
      ...(input.StartTime && { StartTime: input.StartTime.getTime() }),
      ...(input.EndTime && { EndTime: input.EndTime.getTime() }),
    }
    check(action)
    timekeeper.follow(action)
    return {}
  }

function check({ Schedule, Timezone, StartTime, EndTime, ScalableTargetAction: bounds }: ScheduledAction): void {
  if (!Schedule) throw refuse('Schedule must be specified')
  try {
    parseScheduleExpression(Schedule)
  } catch (error) {
    throw refuse(`Invalid schedule expression: ${Schedule}: ${(error as Error).message}`)
  }
  if (Timezone && !isTimeZone(Timezone)) throw refuse(`Invalid timezone: ${Timezone}`)
  if (StartTime !== undefined && EndTime !== undefined && EndTime <= StartTime)
    throw refuse('The end time must be after the start time')
  const { MinCapacity, MaxCapacity } = bounds ?? {}
  if (MinCapacity === undefined && MaxCapacity === undefined)
    throw refuse('At least one of MinCapacity and MaxCapacity must be specified in ScalableTargetAction')
  if ((MinCapacity ?? 0) < 0 || (MaxCapacity ?? 0) < 0) throw refuse('Minimum capacity cannot be less than 0')
  if (MinCapacity !== undefined && MaxCapacity !== undefined && MaxCapacity < MinCapacity)
    throw refuse('Maximum capacity cannot be less than minimum capacity')
}
