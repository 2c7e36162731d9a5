import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { manifestJsonSchema } from '#shared/manifest/json-schema.ts'
import { manifestDocs } from './manifest-docs.ts'

/** Writes what is generated from the manifest's schema. `npm run generate`; a test fails when the result is stale. */
const root = new URL('../', import.meta.url)
const schema = manifestJsonSchema()
const example = readFileSync(new URL('models/flight-delay/model.yaml', root), 'utf8')
mkdirSync(new URL('docs/', root), { recursive: true })
writeFileSync(new URL('models/model.schema.json', root), `${JSON.stringify(schema, null, 2)}\n`)
writeFileSync(new URL('docs/manifest.md', root), manifestDocs(schema, example))
