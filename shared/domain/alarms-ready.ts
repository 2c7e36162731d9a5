/** An alarm as CloudWatch tells of it. */
export interface AlarmState {
  name: string
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | string
  reason?: string
}

/** A missing alarm may just have been made: CloudWatch tells of a new one a moment later. */
export interface AlarmsReady {
  obstacle?: 'missing' | 'raised'
  reason: string
}

/**
 * Whether a rollout may begin under these alarms. One that is missing watches nothing, and one that is raised already
 * would take back whatever comes. Without data an alarm is fine: nothing was served by the new config yet.
 */
export function alarmsReady(wanted: string[], found: AlarmState[]): AlarmsReady {
  const missing = wanted.filter((name) => !found.some((alarm) => alarm.name === name))
  if (missing.length > 0) {
    return { obstacle: 'missing', reason: `CloudWatch knows no alarm of the name ${missing.join(', ')}` }
  }
  const raised = found.filter(({ name, state }) => wanted.includes(name) && state === 'ALARM')
  if (raised.length === 0) return { reason: 'all alarms are there, and none is raised' }
  const told = raised.map(({ name, reason }) => (reason ? `${name} (${reason})` : name)).join(', ')
  return {
    obstacle: 'raised',
    reason: `raised before anything was changed: ${told}; it would take back whatever is deployed`,
  }
}
