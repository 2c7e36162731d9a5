import type { Path } from './contradiction.ts'
import type { Manifest } from './manifest.ts'

/** What is allowed and yet seldom meant. */
export function advice(manifest: Manifest): { path: Path; message: string }[] {
  const { evaluate, retrain, approve } = manifest
  const given: { path: Path; message: string }[] = []
  const judged = evaluate.metrics.some((metric) => {
    return metric.atLeast !== undefined || metric.atMost !== undefined || metric.worseThanChampionBy !== undefined
  })
  if (!judged) {
    const message = 'no metric has a threshold, so every candidate passes the judgement; add atLeast or atMost'
    given.push({ path: ['evaluate', 'metrics'], message })
  }
  if (retrain.on.length === 0) {
    given.push({ path: ['retrain', 'on'], message: 'no event retrains this model; only the API starts runs' })
  }
  if (approve === 'auto' && !evaluate.metrics.some((metric) => metric.worseThanChampionBy !== undefined)) {
    const message = 'a candidate worse than the champion goes to traffic unasked; add worseThanChampionBy to a metric'
    given.push({ path: ['approve'], message })
  }
  if (manifest.deploy.capture && manifest.switch?.times.some(({ to }) => to === 'serverless')) {
    const message = 'while it serves serverless, nothing is captured: serverless endpoints cannot'
    given.push({ path: ['deploy', 'capture'], message })
  }
  return given
}
