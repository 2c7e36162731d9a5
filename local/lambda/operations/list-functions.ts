import { functionTable } from '../function.ts'
import { functionConfiguration } from '../function-configuration.ts'
import type { Operation } from '../lambda.ts'

export const listFunctions: Operation =
  ({ kernel }) =>
  ({ Marker, MaxItems = 50 }) => {
    const all = [...functionTable(kernel).values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    const from = Marker === undefined ? 0 : all.findIndex(({ name }) => name > Marker)
    const page = from < 0 ? [] : all.slice(from, from + MaxItems)
    const more = from >= 0 && from + page.length < all.length
    return { Functions: page.map((fn) => functionConfiguration(fn)), ...(more && { NextMarker: page.at(-1)!.name }) }
  }
