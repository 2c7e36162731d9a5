import { expect, it } from 'vitest'
import { sharedCompileCache } from '#local/sagemaker/containers/compile-cache.ts'
import { COMPILED } from '#test/support/compile-containers.ts'

it('a container for this very Node reads what the runtime has compiled', () => {
  expect(sharedCompileCache(process.execPath)).toEqual({ NODE_COMPILE_CACHE: COMPILED })
})

it('another program is told nothing of it', () => {
  expect(sharedCompileCache('/usr/bin/python3')).toEqual({})
  expect(sharedCompileCache(undefined)).toEqual({})
})
