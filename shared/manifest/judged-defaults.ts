/** The settings of a judged rollout when a manifest has none. Apart from the schema, so that planning brings no schemas along. */
export const judgedDefaults = {
  weights: [10, 25, 50],
  interval: '1m',
  minimumRequests: 200,
  confidence: 0.95,
  failedChecks: 1,
  holdAtMost: '1h',
  limits: { errorRate: 0.01, p50: 1.5, p99: 2 },
  gate: 'auto' as 'auto' | 'manual',
}
