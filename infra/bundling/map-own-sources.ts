import { readFile, writeFile } from 'node:fs/promises'
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec'
import type { Plugin } from 'esbuild'

export interface SourceMap {
  sources: string[]
  names: string[]
  mappings: string
}

/** Maps stack traces to our own sources alone: the packages' make a map of half the size of the whole zip. */
export const mapOwnSources: Plugin = {
  name: 'map-own-sources',
  setup(build) {
    build.initialOptions.metafile = true
    build.onEnd(async ({ metafile }) => {
      const maps = Object.keys(metafile?.outputs ?? {}).filter((path) => path.endsWith('.map'))
      await Promise.all(maps.map(rewrite))
    })
  },
}

async function rewrite(path: string): Promise<void> {
  await writeFile(path, JSON.stringify(withoutPackages(JSON.parse(await readFile(path, 'utf8')))))
}

/** The map with what came from packages told to have no source. */
export function withoutPackages<Map extends SourceMap>(map: Map): Map {
  const own = map.sources.map((source) => !source.includes('node_modules/'))
  const kept = map.sources.flatMap((_, at) => (own[at] ? [at] : []))
  const place = new Map(kept.map((at, now) => [at, now]))
  const names = new Map<number, number>()
  const lines = decode(map.mappings).map((segments) => {
    const line: SourceMapSegment[] = []
    for (const [column, source, sourceLine, sourceColumn, name] of segments) {
      if (source === undefined || !own[source]) {
        if (line.at(-1)?.length !== 1) line.push([column])
        continue
      }
      const from = [column, place.get(source)!, sourceLine!, sourceColumn!] as const
      if (name === undefined) line.push([...from])
      else line.push([...from, placeOf(names, name)])
    }
    return line
  })
  return {
    ...map,
    sources: kept.map((at) => map.sources[at]!),
    names: [...names.keys()].map((at) => map.names[at]!),
    mappings: encode(lines),
  }
}

/** Names are numbered in the order in which they are met. */
function placeOf(names: Map<number, number>, name: number): number {
  const known = names.get(name)
  if (known !== undefined) return known
  names.set(name, names.size)
  return names.size - 1
}
