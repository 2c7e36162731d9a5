import { parse, stringify } from 'yaml'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { parseManifest } from '#shared/manifest/parse-manifest.ts'

/** The smallest manifest that says only what it must. */
export const smallest = `model: churn
data:
  source: data/churn/
  format: csv
prepare:
  sql: prepare.sql
  label: left
train:
  algorithm: xgboost
  hyperparameters:
    objective: binary:logistic
    num_round: 10
evaluate:
  metrics:
    - name: auc
      atLeast: 0.7
`

/** The smallest manifest with values set at dotted paths; `undefined` takes one away. */
export function manifestText(changes: Record<string, unknown> = {}): string {
  const manifest = parse(smallest)
  for (const [path, value] of Object.entries(changes)) set(manifest, path.split('.'), value)
  return stringify(manifest)
}

export function manifestWith(changes: Record<string, unknown> = {}): Manifest {
  return parseManifest(manifestText(changes)).manifest
}

function set(target: any, [first, ...rest]: string[], value: unknown): void {
  if (rest.length > 0) {
    target[first!] ??= {}
    set(target[first!], rest, value)
  } else if (value === undefined) delete target[first!]
  else target[first!] = value
}
