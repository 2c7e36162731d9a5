import { credentialsFromEnvironment } from './credentials-from-environment.ts'
import { leftOut } from './left-out.ts'
import { mapOwnSources } from './map-own-sources.ts'
import { sdkSchemas } from './sdk-schemas.ts'
import { versionAlone } from './version-alone.ts'

/** What esbuild does beside serverless.yml's options, so that a function carries only what it calls. */
export default [credentialsFromEnvironment, leftOut, sdkSchemas, versionAlone, mapOwnSources]
