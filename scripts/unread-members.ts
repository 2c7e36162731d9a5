import { readdirSync, readFileSync } from 'node:fs'
import { type ApiModel, apiModel } from '#local/wire/model.ts'

/** Where the code of a service lies, when that is not the folder of its name alone. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  apigatewayv2: ['httpapi'],
  events: ['events', 'delivery'],
  'sagemaker-runtime': ['sagemaker-runtime', 'sagemaker'],
  scheduler: ['scheduler', 'delivery'],
}

/** Members of inputs that whole refused parts are made of; what lies below is refused with them. */
export const REFUSED_WHOLE = new Set([
  'AdditionalModelDataSources',
  'AutoRollbackConfiguration',
  'CoreDumpConfig',
  'DatasetDefinition',
  'ExplainerConfig',
  'FeatureStoreOutput',
  'FileSystemDataSource',
  'DatasetSource',
  'InstanceGroups',
  'InstancePools',
  'ManagedInstanceScaling',
  'RollingUpdatePolicy',
  'ShadowProductionVariants',
  'ShuffleConfig',
  'SourceAlgorithmSpecification',
  'ValidationSpecification',
])

/** For each operation that is served, the members of its input that none of the service's code names. */
export function unreadMembers(service: string, operations: readonly string[]): Record<string, string[]> {
  const model = apiModel(service)
  if (!model) return {}
  const words = wordsOf(service)
  const found = operations.map((operation) => {
    const root = model.operations[operation]?.input?.shape
    return [operation, root ? [...new Set(unread(model, root, words))] : []] as const
  })
  return Object.fromEntries(found.filter(([, members]) => members.length > 0).map(([name, all]) => [name, [...all]]))
}

/** Paths of members that are not named, each at its highest place; lists and maps leave no trace in them. */
function* unread(model: ApiModel, name: string, words: Set<string>, path = '', above: string[] = []): Iterable<string> {
  const shape = model.shapes[name]!
  if (above.includes(name)) return
  const inner = shape.member ?? shape.value
  if (inner) yield* unread(model, inner.shape, words, path, above)
  for (const [member, ref] of Object.entries(shape.members ?? {})) {
    const at = path ? `${path}.${member}` : member
    // S3 makes the names of its checksums from those of the algorithms.
    if (REFUSED_WHOLE.has(member) || (member.startsWith('Checksum') && words.has('checksums'))) continue
    if (!words.has(member)) yield at
    else yield* unread(model, ref.shape, words, at, [...above, name])
  }
}

function wordsOf(service: string): Set<string> {
  const words = new Set<string>()
  for (const folder of FOLDERS[service] ?? [service]) {
    const root = new URL(`../local/${folder}/`, import.meta.url)
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }))
      if (file.endsWith('.ts'))
        for (const word of readFileSync(new URL(file, root), 'utf8').match(/\w+/g) ?? []) words.add(word)
  }
  return words
}
