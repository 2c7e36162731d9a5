import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8')

it('puts the DuckDB into the image that the tests ran with', () => {
  const locked = JSON.parse(read('package-lock.json')).packages['node_modules/@duckdb/node-api'].version
  expect(/^ARG DUCKDB=(.*)$/m.exec(read('containers/processing/Dockerfile'))![1]).toBe(locked)
})
