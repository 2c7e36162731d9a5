/** An alarm as CloudWatch tells of it. */
export interface AlarmState {
  name: string
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | string
  reason?: string
}

export type AlarmsReady =
  | { ready: true }
  /** Somebody may just have made it: CloudWatch tells of a new one a moment later. */
  | { ready: false; error: 'AlarmsMissing'; reason: string }
  | { ready: false; error: 'AlarmsRaised'; reason: string }

/**
 * Whether a rollout may begin under these alarms. One that is missing watches nothing, and one that is raised already
 * would take back whatever comes. Without data an alarm is fine: nothing was served by the new config yet.
 */
export function alarmsReady(wanted: string[], found: AlarmState[]): AlarmsReady {
  const missing = wanted.filter((name) => !found.some((alarm) => alarm.name === name))
  if (missing.length > 0) {
    const verb = missing.length > 1 ? 'are' : 'is'
    return {
      ready: false,
      error: 'AlarmsMissing',
      reason: `CloudWatch knows no alarm that ${verb} called ${missing.join(', ')}`,
    }
  }
  const raised = found.filter(({ name, state }) => wanted.includes(name) && state === 'ALARM')
  if (raised.length === 0) return { ready: true }
  const told = raised.map(({ name, reason }) => (reason ? `${name} (${reason})` : name)).join(', ')
  return {
    ready: false,
    error: 'AlarmsRaised',
    reason: `raised before anything was changed: ${told}; it would take back whatever is deployed`,
  }
}
