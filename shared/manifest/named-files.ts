import type { Manifest } from './manifest.ts'

/** The files beside model.yaml that a manifest names, each once; they are applied together with it. */
export function namedFiles({ prepare, train, watch }: Manifest): string[] {
  const monitors = [watch?.dataQuality, watch?.modelQuality, watch?.bias, watch?.explainability]
  const baselines = monitors.map((monitor) => monitor?.baseline).filter((baseline) => baseline !== 'training')
  const named = [prepare.sql, prepare.flow, prepare.script, train.entryPoint, ...baselines]
  return [...new Set(named.filter((file) => file !== undefined))]
}
