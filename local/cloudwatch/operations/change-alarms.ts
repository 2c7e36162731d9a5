import type { CloudWatchContext } from '../context.ts'

/** Names that are not there are passed over, as on AWS. */
export const deleteAlarms =
  ({ alarms, watch }: CloudWatchContext) =>
  ({ AlarmNames }: any) => {
    for (const name of AlarmNames) alarms.delete(name)
    watch.arm()
  }

/** Holds until the next evaluation finds another state. */
export const setAlarmState =
  ({ kernel, alarms, watch }: CloudWatchContext) =>
  ({ AlarmName, StateValue, StateReason, StateReasonData }: any) => {
    const at = kernel.clock.now()
    const state = { value: StateValue, reason: StateReason, reasonData: StateReasonData, at }
    watch.setState(alarms.get(AlarmName), state)
  }

/** EnableAlarmActions and DisableAlarmActions. */
export const switchAlarmActions =
  ({ alarms }: CloudWatchContext, actionsEnabled: boolean) =>
  ({ AlarmNames }: any) => {
    for (const name of AlarmNames) {
      const alarm = alarms.find(name)
      if (alarm) alarms.put({ ...alarm, actionsEnabled })
    }
  }
