import { describe, expect, it } from 'vitest'
import { readJsonPath } from '#local/events/json-path.ts'
import { transformInput } from '#local/events/transform-input.ts'

const event = {
  version: '0',
  id: 'e-1',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  resources: ['arn:aws:s3:::b'],
  detail: { key: 'in/a b.csv', size: 12, ok: true, nothing: null, tags: ['x', 'y'], quote: 'say "hi"', o: { n: 1 } },
}
const rule = { arn: 'arn:aws:events:r:a:rule/on-data', name: 'on-data', ingestedAt: Date.UTC(2026, 0, 2, 3, 4, 5) }
const transform = (InputTemplate: string, InputPathsMap: Record<string, string> = {}) =>
  transformInput({ InputTemplate, InputPathsMap }, event, rule)

describe('an input transformer', () => {
  it.each([
    ['a text as a JSON value gets its quotes', '{"k": <k>}', { k: '$.detail.key' }, '{"k": "in/a b.csv"}'],
    ['a text inside quotes is bare', '{"k": "s3://b/<k>"}', { k: '$.detail.key' }, '{"k": "s3://b/in/a b.csv"}'],
    ['a number is a number', '{"n": <n>}', { n: '$.detail.size' }, '{"n": 12}'],
    ['a flag is a flag', '{"ok": <ok>}', { ok: '$.detail.ok' }, '{"ok": true}'],
    ['null is null', '{"x": <x>}', { x: '$.detail.nothing' }, '{"x": null}'],
    ['an object is JSON', '{"o": <o>}', { o: '$.detail.o' }, '{"o": {"n":1}}'],
    ['a list is JSON', '{"t": <t>}', { t: '$.detail.tags' }, '{"t": ["x","y"]}'],
    ['a list inside quotes loses its quotes', '"<t>"', { t: '$.detail.tags' }, '"[x,y]"'],
    ['an element of a list', '"<r>"', { r: '$.resources[0]' }, '"arn:aws:s3:::b"'],
    ['a key with a dash', '<t>', { t: '$.detail-type' }, '"Object Created"'],
    ['escaped quotes do not end the text', '"is \\"<k>\\" new"', { k: '$.detail.key' }, '"is \\"in/a b.csv\\" new"'],
    ['bare values are not escaped', '"<q>"', { q: '$.detail.quote' }, '"say "hi""'],
    ['nothing is left inside quotes', '"<x>!"', { x: '$.detail.none' }, '"!"'],
    ['an unknown variable stays', '"<who>"', {}, '"<who>"'],
    [
      'an object inside quotes of JSON keeps its own, and breaks it',
      '{"o": "<o>"}',
      { o: '$.detail.o' },
      '{"o": "{"n":1}"}',
    ],
    ['lines of texts', '"<k>"\n"<t>"', { k: '$.detail.key', t: '$.detail.tags' }, '"in/a b.csv"\n"[x,y]"'],
  ])('%s', (_why, template, paths, expected) => {
    expect(transform(template, paths as unknown as Record<string, string>)).toBe(expected)
  })

  it('knows the rule, the event and when it came', () => {
    const filled = JSON.parse(
      transform(
        '{"arn": <aws.events.rule-arn>, "name": "<aws.events.rule-name>", "at": <aws.events.event.ingestion-time>, "event": <aws.events.event>, "all": <aws.events.event.json>}',
      ),
    )
    const { detail: _, 'detail-type': detailType, ...others } = event
    const head = { ...others, detailType }
    expect(filled).toEqual({ arn: rule.arn, name: rule.name, at: '2026-01-02T03:04:05.000Z', event: head, all: event })
  })
})

describe('a JSON path', () => {
  it.each([
    ['$', event],
    ['$.detail.o', { n: 1 }],
    ["$.detail['key']", 'in/a b.csv'],
    ['$.detail.tags[1]', 'y'],
    ['$.detail.tags[*]', ['x', 'y']],
    ['$.detail.tags[7]', undefined],
    ['$.detail.key.length', undefined],
    ['$.toString', undefined],
  ])('%s', (path, expected) => expect(readJsonPath(path, event)).toEqual(expected))

  it.each(['detail', '$..a', '$.a[?(@.b)]', '$.'])('refuses %s', (path) => {
    expect(() => readJsonPath(path, event)).toThrow(/Invalid JsonPath/)
  })
})
