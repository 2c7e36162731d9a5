import { decode, encode } from '@jridgewell/sourcemap-codec'
import { expect, it } from 'vitest'
import { withLiteralKeys } from '#infra/bundling/literal-keys.ts'
import { withoutPackages } from '#infra/bundling/map-own-sources.ts'

it('keeps the segments of our sources, renumbered, and tells the rest to have no source', () => {
  const map = {
    version: 3,
    sources: ['node_modules/zod/index.js', 'shared/handler.ts', 'node_modules/yaml/index.js', 'functions/put-model.ts'],
    names: ['theirs', 'ours', 'unused', 'handler'],
    mappings: encode([
      [
        [0, 0, 0, 0, 0],
        [5, 0, 1, 0],
        [9, 1, 10, 2, 1],
        [20, 2, 3, 4],
        [30, 3, 7, 0, 3],
      ],
      [[0, 1, 11, 0, 1]],
    ]),
  }
  const kept = withoutPackages(map)
  expect(kept.sources).toEqual(['shared/handler.ts', 'functions/put-model.ts'])
  expect(kept.names).toEqual(['ours', 'handler'])
  expect(decode(kept.mappings)).toEqual([[[0], [9, 0, 10, 2, 0], [20], [30, 1, 7, 0, 1]], [[0, 0, 11, 0, 0]]])
})

it('writes constant keys out, and leaves the keys that are no constants of the file', () => {
  const schemas = 'const _xN = "xmlName";\nexport var A$ = [3, n0, "A", { [_xN]: 1, [_other]: 2 }, [_xN], [0]];'
  expect(withLiteralKeys(schemas)).toBe(
    'const _xN = "xmlName";\nexport var A$ = [3, n0, "A", { "xmlName": 1, [_other]: 2 }, [_xN], [0]];',
  )
})
