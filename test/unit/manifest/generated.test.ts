import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { manifestDocs } from '#scripts/manifest-docs.ts'
import { manifestJsonSchema } from '#shared/manifest/json-schema.ts'

const checkedIn = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

test('the JSON Schema that is checked in is the one the schema yields; if not, npm run generate', () => {
  expect(JSON.parse(checkedIn('models/model.schema.json'))).toEqual(manifestJsonSchema())
})

test('the page that is checked in is the one the schema yields; if not, npm run generate', () => {
  const page = manifestDocs(manifestJsonSchema(), checkedIn('models/flight-delay/model.yaml'))
  expect(checkedIn('docs/manifest.md')).toBe(page)
})

test('every key of the manifest says what it means', () => {
  const mute: string[] = []
  let seen = 0
  const visit = (node: any, path: string) => {
    for (const [name, child] of Object.entries<any>(node.properties ?? {})) {
      seen += 1
      if (!child.description) mute.push(`${path}${name}`)
      visit(child, `${path}${name}.`)
    }
    for (const child of [node.items, ...(node.anyOf ?? [])]) if (child) visit(child, path)
  }
  visit(manifestJsonSchema(), '')
  expect(mute).toEqual([])
  expect(seen).toBeGreaterThan(80)
})

test('the schema wants what no default can know, and nothing else', () => {
  const schema = manifestJsonSchema() as any
  expect(schema.required).toEqual(['model', 'data', 'prepare', 'train', 'evaluate'])
  expect(Object.keys(parse(checkedIn('models/flight-delay/model.yaml')))).toEqual(
    expect.arrayContaining(schema.required),
  )
})
