import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, describe, expect, it } from 'vitest'
import * as errors from '#shared/errors.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'trimtab-names-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Classes by their exported names, minified as the functions are. */
async function minified(source: string, name: string): Promise<Record<string, any>> {
  const entry = join(folder, `${name}.ts`)
  writeFileSync(entry, source)
  const outfile = join(folder, `${name}.mjs`)
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    absWorkingDir: root,
    nodePaths: [join(root, 'node_modules')],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  })
  return import(pathToFileURL(outfile).href)
}

describe('minifying renames classes, and no error’s name', () => {
  it('of ours, which Retry and Catch and the API match on', async () => {
    const bundled = await minified(`export * from '${join(root, 'shared/errors.ts')}'`, 'ours')
    const classes = Object.keys(errors).filter((name) => name !== 'TrimtabError')
    expect(classes.length).toBeGreaterThan(5)
    for (const name of classes) {
      // Lists where a list is wanted, a message elsewhere.
      const error = name === 'ManifestInvalid' ? new bundled[name]('model.yaml', []) : new bundled[name](['why'])
      expect(error.name).toBe(name)
    }
    expect(new bundled['TrimtabError']('RequestInvalid', 'why', 413).name).toBe('RequestInvalid')
  })

  it('of the SDK, which the functions match on', async () => {
    const bundled = await minified(
      `export { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
       export { ExecutionAlreadyExists, TaskTimedOut } from '@aws-sdk/client-sfn'
       export { NoSuchKey } from '@aws-sdk/client-s3'`,
      'sdk',
    )
    expect(Object.keys(bundled)).toHaveLength(4)
    for (const [name, Class] of Object.entries(bundled)) {
      expect(Class.name).not.toBe(name)
      expect(new Class({ message: 'why', $metadata: {} }).name).toBe(name)
    }
  })
})
