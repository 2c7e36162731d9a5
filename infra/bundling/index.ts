import { credentialsFromEnvironment } from './credentials-from-environment.ts'
import { literalKeys } from './literal-keys.ts'
import { mapOwnSources } from './map-own-sources.ts'

/** What esbuild does beside serverless.yml's options, so that a function carries only what it calls. */
export default [credentialsFromEnvironment, literalKeys, mapOwnSources]
