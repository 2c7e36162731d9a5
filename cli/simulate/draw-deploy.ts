/** Draws one of some values, the same for the same words. */
export type Pick = <T>(what: string, ...from: T[]) => T

/** The section `deploy` of a simulated line: any way in which a version comes to traffic. */
export function drawDeploy(pick: Pick, about: string): string {
  const draw: Pick = (what, ...from) => pick(`deploy ${what} ${about}`, ...from)
  const type = draw('type', 'all-at-once', 'all-at-once', 'canary', 'linear', 'rolling', 'judged', 'judged')
  const parts = [
    'mode: realtime',
    `count: ${type === 'canary' || type === 'linear' || type === 'rolling' ? draw('count', 2, 2, 4) : draw('few', 1, 2)}`,
    `guard: { periods: ${draw('periods', 1, 2)} }`,
    `rollout: { ${[`type: ${type}`, ...settingsOf(type, draw), `watchFor: ${draw('watch', '0s', '15m', '1h')}`].join(', ')} }`,
  ]
  return `{ ${parts.join(', ')} }`
}

function settingsOf(type: string, draw: Pick): string[] {
  if (type === 'all-at-once') return draw('bake', [], [], ['bake: 3m'])
  if (type !== 'judged') return [`step: ${draw('step', 25, 50)}`, `bake: ${draw('stepwise bake', '2m', '5m')}`]
  const judged = [
    `weights: ${draw('weights', '[50]', '[20, 50]')}`,
    // Limits as wide as these can be judged by what the simulation asks.
    'minimumRequests: 10',
    'confidence: 0.9',
    'limits: { errorRate: 0.5, p50: 100, p99: 100 }',
    `failedChecks: ${draw('failed checks', 0, 1)}`,
    `holdAtMost: ${draw('hold', '20m', '1h')}`,
    `gate: ${draw('gate', 'auto', 'auto', 'manual')}`,
    ...draw('shadow', [], [], ['shadow: 3m']),
  ]
  return [`judged: { ${judged.join(', ')} }`, `whenNewer: ${draw('newer', 'wait', 'supersede')}`]
}
