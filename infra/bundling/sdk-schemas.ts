import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'
import { withLiteralKeys } from './literal-keys.ts'
import { namesIn, withNamedErrors } from './named-errors.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The functions are bundled one by one, and most of them with the same clients. */
const rewritten = new Map<string, Promise<string>>()
let isNamed: ReturnType<typeof namesIn> | undefined

/** Of the schemas of an SDK client, what makes esbuild keep those of operations and errors that nobody uses. */
export const sdkSchemas: Plugin = {
  name: 'sdk-schemas',
  setup(build) {
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      if (!rewritten.has(path)) rewritten.set(path, rewrite(path))
      return { contents: await rewritten.get(path)! }
    })
  },
}

async function rewrite(path: string): Promise<string> {
  isNamed ??= namesIn(root, ['functions', 'shared'])
  return withNamedErrors(withLiteralKeys(await readFile(path, 'utf8')), isNamed)
}
