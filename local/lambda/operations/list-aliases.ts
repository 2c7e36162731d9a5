import { aliasConfiguration } from '../alias.ts'
import { findFunction } from '../find-function.ts'
import type { Operation } from '../lambda.ts'
import { markerPage } from '../marker-page.ts'

export const listAliases: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    const all = Object.values(fn.aliases)
      .filter(({ version }) => version === (input.FunctionVersion ?? version))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    const { items, NextMarker } = markerPage(all, ({ name }) => name, input)
    return { Aliases: items.map((alias) => aliasConfiguration(kernel, fn, alias)), NextMarker }
  }
