import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'

const source = `import { fromEnv } from '@aws-sdk/credential-provider-env'
export const defaultProvider = fromEnv`

/**
 * Lambda gives a function its credentials in the environment, where the SDK's chain of providers looks first. The
 * others (profiles, SSO, web identity, instance metadata) bring the clients of STS and SSO along: 130 KB in each bundle.
 */
export const credentialsFromEnvironment: Plugin = {
  name: 'credentials-from-environment',
  setup(build) {
    const namespace = 'credentials-from-environment'
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path }) => ({ path, namespace }))
    build.onLoad({ filter: /.*/, namespace }, () => ({ contents: source, resolveDir }))
  },
}

const resolveDir = fileURLToPath(new URL('../..', import.meta.url))
