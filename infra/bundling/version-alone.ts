import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** Each SDK client carries its whole package.json for the version that it names itself by: 2 KB. */
export const versionAlone: Plugin = {
  name: 'version-alone',
  setup(build) {
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'))
      return { contents: JSON.stringify({ version }), loader: 'json' }
    })
  },
}
