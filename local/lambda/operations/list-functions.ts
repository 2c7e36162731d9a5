import { functionTable } from '../function.ts'
import { settled } from '../function-configuration.ts'
import type { Operation } from '../lambda.ts'
import { markerPage } from '../marker-page.ts'

export const listFunctions: Operation =
  ({ kernel }) =>
  (input) => {
    const functions = [...functionTable(kernel).values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    const all =
      input.FunctionVersion === 'ALL' ? functions.flatMap((fn) => [fn, ...Object.values(fn.versions)]) : functions
    const { items, NextMarker } = markerPage(all, ({ name, version }) => `${name}:${version}`, input)
    const qualifier = (version: string) => (input.FunctionVersion === 'ALL' ? version : undefined)
    return { Functions: items.map((fn) => settled(fn, qualifier(fn.version))), NextMarker }
  }
