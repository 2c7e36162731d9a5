import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ForClients, startForClients } from './for-clients.ts'
import { pythonWith } from './python.ts'

const python = pythonWith('boto3')
const folder = join(import.meta.dirname, 'clients')
const modules = readdirSync(folder)
  .filter((file) => file.endsWith('_with_boto3.py'))
  .map((file) => basename(file, '.py'))

// Each function of clients/*_with_boto3.py is a test of that name; they run in one process, since boto3 starts slowly.
describe.skipIf(!python)('boto3 as it comes', () => {
  let runtime: ForClients
  let results: Record<string, Record<string, string | null>>

  beforeAll(async () => {
    runtime = await startForClients()
    results = JSON.parse(await runtime.run(python!, [join(folder, 'run.py'), ...modules]))
  }, 180_000)
  afterAll(() => runtime?.stop())

  describe.each(modules)('%s', (module) => {
    const functions = readFileSync(join(folder, `${module}.py`), 'utf8').matchAll(/^def ([a-z]\w*)\(aws\):/gm)
    it.each([...functions].map(([, name]) => [name!.replaceAll('_', ' '), name!]))('%s', (_, name) => {
      expect(results[module]).toHaveProperty(name)
      expect(results[module]![name] ?? '').toBe('')
    })
  })
})
