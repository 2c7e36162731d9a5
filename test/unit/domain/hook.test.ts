import { expect, it } from 'vitest'
import { type HookAnswer, nameOf, vetoOf } from '#shared/domain/hook.ts'

it.each<[string, HookAnswer, string | undefined]>([
  ['agrees by 200', { status: 200, body: 'whatever' }, undefined],
  ['agrees by 204', { status: 204, body: '' }, undefined],
  ['vetoes by 503, with its words', { status: 503, body: 'it is Friday' }, 'it answered 503: it is Friday'],
  ['vetoes by 302: nobody follows', { status: 302, body: '' }, 'it answered 302'],
  ['vetoes by silence', { noAnswer: 'it took too long' }, 'no answer: it took too long'],
  ['agrees by returning anything', { payload: '{"veto":false}', failed: false }, undefined],
  ['agrees by returning nothing', { payload: '', failed: false }, undefined],
  ['vetoes by veto', { payload: '{"veto":true,"reason":"not yet"}', failed: false }, 'not yet'],
  ['vetoes without a reason', { payload: '{"veto":true}', failed: false }, 'it gave no reason'],
  ['vetoes by failing', { payload: '{"errorMessage":"oops"}', failed: true }, 'it failed: {"errorMessage":"oops"}'],
])('a hook %s', (_, answer, veto) => {
  expect(vetoOf(answer)).toBe(veto)
})

it('is called by its URL, or the name of its function', () => {
  const hook = { at: 'before' as const, timeout: '10s' }
  expect(nameOf({ ...hook, url: 'https://example.com/ask' })).toBe('https://example.com/ask')
  expect(nameOf({ ...hook, function: 'arn:aws:lambda:eu-west-1:111122223333:function:trimtab-hook-a' })).toBe(
    'trimtab-hook-a',
  )
})
