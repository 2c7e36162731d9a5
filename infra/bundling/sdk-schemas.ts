import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'
import { withLiteralKeys } from './literal-keys.ts'
import { namesIn, withNamedErrors } from './named-errors.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Of the schemas of an SDK client, what makes esbuild keep those of operations and errors that nobody uses. */
export const sdkSchemas: Plugin = {
  name: 'sdk-schemas',
  setup(build) {
    const isNamed = namesIn(root, ['functions', 'shared'])
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: withNamedErrors(withLiteralKeys(await readFile(path, 'utf8')), isNamed),
    }))
  },
}
