/** The settings of a judged rollout when a manifest has none. Apart from the schema, so that planning brings no schemas along. */
export const judgedDefaults = {
  weights: [10, 25, 50],
  interval: '1m',
  // The fewest that can show an error rate at most 0.01 higher at this confidence are 299, none of which fails.
  minimumRequests: 300,
  confidence: 0.95,
  failedChecks: 1,
  holdAtMost: '1h',
  limits: { errorRate: 0.01, p50: 1.5, p99: 2 },
  gate: 'auto' as 'auto' | 'manual',
}
