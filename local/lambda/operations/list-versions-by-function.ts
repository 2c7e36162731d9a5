import { findFunction } from '../find-function.ts'
import { settled } from '../function-configuration.ts'
import type { Operation } from '../lambda.ts'
import { markerPage } from '../marker-page.ts'

export const listVersionsByFunction: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    const { items, NextMarker } = markerPage([fn, ...Object.values(fn.versions)], ({ version }) => version, input)
    return { Versions: items.map((version) => settled(version, version.version)), NextMarker }
  }
