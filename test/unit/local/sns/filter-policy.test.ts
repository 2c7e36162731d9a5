import { describe, expect, it } from 'vitest'
import { parseFilterPolicy, passesFilter } from '#local/sns/filter-policy.ts'
import type { PublishedMessage } from '#local/sns/notification.ts'
import { problemWith } from '#local/sns/subscription-attributes.ts'

type Attributes = PublishedMessage['attributes']

const passes = (FilterPolicy: object, message: { attributes?: Attributes; message?: string }, scope?: string) =>
  passesFilter(
    {
      arn: 's',
      topicArn: 't',
      protocol: 'sqs',
      endpoint: 'q',
      attributes: { FilterPolicy: JSON.stringify(FilterPolicy), ...(scope && { FilterPolicyScope: scope }) },
    },
    { id: '1', topicArn: 't', message: '', at: 0, attributes: {}, ...message },
  )
const text = (StringValue: string) => ({ DataType: 'String', StringValue })
const number = (StringValue: string) => ({ DataType: 'Number', StringValue })
const list = (StringValue: string) => ({ DataType: 'String.Array', StringValue })

describe('a filter over attributes', () => {
  it.each<[object, Attributes, boolean]>([
    [{ store: ['a', 'b'] }, { store: text('b') }, true],
    [{ store: ['a'] }, { store: text('b') }, false],
    [{ store: ['a'] }, {}, false],
    [{}, {}, true],
    [{ store: [{ prefix: 'a' }], price: [{ numeric: ['>', 5] }] }, { store: text('ab'), price: number('6.5') }, true],
    [{ store: [{ prefix: 'a' }], price: [{ numeric: ['>', 5] }] }, { store: text('ab'), price: number('5') }, false],
    [{ price: [301.5] }, { price: number('3.015e2') }, true],
    [{ price: ['5'] }, { price: number('5') }, false],
    [{ store: [{ 'anything-but': ['a'] }] }, { store: list('["a","b"]') }, true],
    [{ store: [{ 'anything-but': { prefix: 'a' } }] }, { store: text('ab') }, false],
    [{ store: [null] }, { store: list('[null]') }, true],
    [{ store: [{ exists: false }] }, {}, true],
    [{ store: [{ exists: false }] }, { store: text('a') }, false],
    [{ raw: ['x'] }, { raw: { DataType: 'Binary', binary: 'eA==' } }, false],
    [{ $or: [{ a: ['1'] }, { b: ['2'] }] }, { b: text('2') }, true],
  ])('%j of %j: %s', (policy, attributes, expected) => expect(passes(policy, { attributes })).toBe(expected))
})

describe('a filter over the body', () => {
  it.each<[object, string, boolean]>([
    [{ order: { n: [{ numeric: ['<', 5] }] } }, '{"order":{"n":3}}', true],
    [{ order: { n: [{ numeric: ['<', 5] }] } }, '{"order":{"n":7}}', false],
    [{ tags: ['x'] }, '{"tags":["y","x"]}', true],
    [{ tags: [{ exists: false }] }, 'no JSON', false],
    [{ tags: [{ exists: false }] }, '[1]', false],
  ])('%j of %s: %s', (policy, message, expected) => expect(passes(policy, { message }, 'MessageBody')).toBe(expected))
})

describe('a filter policy', () => {
  const at = (source: string, column: number) => `\n at [Source: (String)"${source}"; line: 1, column: ${column}]`

  // Each reason as SNS gave it to this very policy.
  it.each([
    ['{"key":[["value"]]}', 'Match value must be String, number, true, false, or null', 10],
    ['{"key":[{"wrong-operator":true}]}', 'Unrecognized match type wrong-operator', 31],
    ['{"key":[{"suffix":"value","prefix":"value2"}]}', 'Only one key allowed in match expression', 37],
    ['{"key":[{"numeric":[">",3,"<",1]}]}', 'Bottom must be less than top', 33],
    ['{"key":[{"numeric":[]}]}', 'Invalid member in numeric match: ]', 22],
  ])('is refused as SNS refuses it: %s', (policy, reason, column) => {
    expect(() => parseFilterPolicy(policy)).toThrow(reason + at(policy, column))
  })

  it('has at most five keys and 150 combinations', () => {
    const keys = (count: number, values = 1) =>
      JSON.stringify(
        Object.fromEntries(
          Array.from({ length: count }, (_, i) => [`k${i}`, Array.from({ length: values }, (_, v) => v)]),
        ),
      )
    expect(parseFilterPolicy(keys(5, 2))).toHaveLength(1)
    expect(() => parseFilterPolicy(keys(6))).toThrow('Filter policy can not have more than 5 keys')
    expect(() => parseFilterPolicy(keys(3, 6))).toThrow('Filter policy is too complex')
  })

  it('is nested over bodies alone', () => {
    const policy = '{"a":{"b":["c"]}}'
    expect(problemWith('FilterPolicy', policy, {})).toBe(
      'Filter policy scope MessageAttributes does not support nested filter policy',
    )
    expect(problemWith('FilterPolicy', policy, { FilterPolicyScope: 'MessageBody' })).toBeUndefined()
  })

  it.each([
    ['RawMessageDelivery', 'maybe', 'RawMessageDelivery: Invalid value [maybe]. Must be true or false.'],
    [
      'FilterPolicyScope',
      'Everything',
      'FilterPolicyScope: Invalid value [Everything]. Please use either MessageBody or MessageAttributes',
    ],
    ['RedrivePolicy', '{"deadLetterTargetArn":"x"}', 'RedrivePolicy: deadLetterTargetArn is an invalid arn'],
  ])('stands beside %s, which is not %s', (name, value, problem) => {
    expect(problemWith(name, value, {})).toBe(problem)
  })
})
