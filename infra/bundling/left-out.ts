import type { Plugin } from 'esbuild'

/** What the SDK and zod bring along that no function ever calls: the end of a module's path, and what stands in for it. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  // No operation that is called answers with a stream of events.
  '@smithy/core/dist-es/submodules/event-streams/index.js': `
    ${refusing('event streams', ['EventStreamSerde', 'eventStreamSerdeProvider'])}
    export const resolveEventStreamSerdeConfig = (config) => config`,
  // DynamoDB has one endpoint in each region.
  '@aws-sdk/middleware-endpoint-discovery/dist-es/index.js': `
    export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = { environmentVariableSelector() {}, configFileSelector() {} }
    export const resolveEndpointDiscoveryConfig = (config) => config`,
  // Lambda has no files of profiles, and gives its region in the environment.
  '@smithy/core/dist-es/submodules/config/node-config-provider/fromSharedConfigFiles.js': `
    import { ProviderError } from '../property-provider/ProviderError'
    export const fromSharedConfigFiles = () => async () => { throw new ProviderError('not set in the environment') }`,
  '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js': `
    export const getInstanceMetadataRegion = async () => undefined`,
  '@smithy/core/dist-es/submodules/retry/util-retry/AdaptiveRetryStrategy.js': `
    export class AdaptiveRetryStrategy { constructor() { ${refusal('adaptive retries')} } }`,
  // Node always has its own.
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js': `
    export class Sha256Js { constructor() { ${refusal('SHA-256 in JavaScript')} } }`,
  // A manifest's schema is written as JSON Schema when the documents are generated.
  'zod/v4/core/json-schema-processors.js': refusing('JSON Schema', ['allProcessors', 'toJSONSchema']),
  'zod/v4/core/to-json-schema.js': `
    ${refusing('JSON Schema', ['initializeContext', 'processSchema', 'extractDefs', 'finalize'])}
    export const createToJSONSchemaMethod = () => initializeContext
    export const createStandardJSONSchemaMethod = () => initializeContext`,
}

function refusal(what: string): string {
  return `throw new Error('${what}: left out of the bundles (infra/bundling/left-out.ts)')`
}

/** Functions of these names that say what they are: what is not called is not carried. */
function refusing(what: string, names: readonly string[]): string {
  return names.map((name) => `export function ${name}() { ${refusal(what)} }`).join('\n')
}

/** Puts those modules' stand-ins in their place. A name that a package asks of one and that is missing fails the build. */
export const leftOut: Plugin = {
  name: 'left-out',
  setup(build) {
    for (const [module, contents] of Object.entries(LEFT_OUT)) {
      const path = module.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')
      build.onLoad({ filter: new RegExp(`[\\\\/]node_modules[\\\\/]${path}$`) }, () => ({ contents }))
    }
  },
}
