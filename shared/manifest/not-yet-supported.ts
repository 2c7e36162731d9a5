import type { Manifest } from './manifest.ts'

/**
 * Every used part of the manifest that no plan can be made for yet, each by its path and value, in the order of the
 * manifest. An empty list means that the whole manifest can be planned.
 */
export function notYetSupported(manifest: Manifest): string[] {
  const { data, prepare, train, retrain, security } = manifest
  const used: (string | false | undefined)[] = [
    typeof data.source !== 'string' && `data.source: ${Object.keys(data.source).join()}`,
    data.format === 'avro' && 'data.format: avro',
    data.minNewRows !== undefined && 'data.minNewRows',
    prepare.flow !== undefined && 'prepare.flow',
    unsupportedRuntime(prepare),
    prepare.count > 1 && `prepare.count: ${prepare.count}`,
    manifest.features && 'features',
    train.entryPoint !== undefined && 'train.entryPoint',
    train.spot && 'train.spot',
    manifest.compile && 'compile',
    manifest.watch && 'watch',
    retrain.on.includes('drift') && 'retrain.on: drift',
    security.vpc && 'security.vpc',
  ]
  return used.filter((part) => typeof part === 'string').map((part) => `${part} is not yet supported`)
}

function unsupportedRuntime({ script, runtime }: Manifest['prepare']): string | undefined {
  if (runtime === 'r' || (script && !runtime && /\.r$/i.test(script))) return 'prepare.runtime: r'
  return runtime === 'spark' ? 'prepare.runtime: spark' : undefined
}
