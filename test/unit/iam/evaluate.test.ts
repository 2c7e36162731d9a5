import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluatePolicies } from '#local/iam/evaluate.ts'
import type { Statement } from '#local/iam/policy.ts'

const bucket = 'arn:aws:s3:::b'
const allow = (statement: Partial<Statement>): Statement => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: '*',
  ...statement,
})
const outcome = (statements: Statement[], action = 's3:GetObject', resource = `${bucket}/k`, context = {}) =>
  evaluatePolicies([{ Statement: statements }], action, resource, context)

describe('the evaluation of identity policies', () => {
  it.each([
    ['no statement', [], 'implicit-deny'],
    ['an allow of the action', [allow({})], 'allowed'],
    ['an action in another case', [allow({ Action: 'S3:getobject' })], 'allowed'],
    ['a wildcard in the action', [allow({ Action: 's3:Get*' })], 'allowed'],
    ['another action', [allow({ Action: 's3:PutObject' })], 'implicit-deny'],
    ['a resource under a prefix', [allow({ Resource: `${bucket}/*` })], 'allowed'],
    ['the bucket, where the object is asked for', [allow({ Resource: bucket })], 'implicit-deny'],
    ['one of many resources', [allow({ Resource: ['arn:x', `${bucket}/?`] })], 'allowed'],
    ['a deny beside the allow, in either order', [allow({ Effect: 'Deny' }), allow({})], 'explicit-deny'],
    ['NotAction of something else', [allow({ Action: undefined, NotAction: 's3:DeleteObject' })], 'allowed'],
    ['NotResource of this very thing', [allow({ Resource: undefined, NotResource: `${bucket}/*` })], 'implicit-deny'],
    ['a dot that is no wildcard', [allow({ Resource: 'arn:aws:s3:::b.k' })], 'implicit-deny'],
  ])('%s', (_, statements, expected) => {
    expect(outcome(statements as Statement[])).toBe(expected)
  })

  const arnOfCaller = { 'aws:PrincipalAccount': '1' }
  it.each([
    ['filled in', `${bucket}/\${aws:principalaccount}/*`, `${bucket}/1/x`, 'allowed'],
    ['of another value', `${bucket}/\${aws:PrincipalAccount}/*`, `${bucket}/2/x`, 'implicit-deny'],
    ['without a value', `${bucket}/\${aws:userid}`, `${bucket}/undefined`, 'implicit-deny'],
    ['with a default', `${bucket}/\${aws:userid, 'nobody'}`, `${bucket}/nobody`, 'allowed'],
    ['that is a literal star', `${bucket}/\${*}`, `${bucket}/x`, 'implicit-deny'],
    ['that is a literal star, met', `${bucket}/\${*}`, `${bucket}/*`, 'allowed'],
  ])('a policy variable %s', (_, Resource, resource, expected) => {
    const policies = [{ Version: '2012-10-17', Statement: allow({ Resource }) }]
    expect(evaluatePolicies(policies, 's3:GetObject', resource, arnOfCaller)).toBe(expected)
    const older = [{ Statement: allow({ Resource }) }]
    expect(evaluatePolicies(older, 's3:GetObject', resource, arnOfCaller), 'no variables before 2012').toBe(
      'implicit-deny',
    )
  })

  const passes = (Condition: Statement['Condition'], context = {}) =>
    outcome([allow({ Condition })], 's3:GetObject', 'r', context) === 'allowed'

  it.each([
    [{ StringEquals: { 'iam:PassedToService': 'a' } }, { 'iam:PassedToService': 'a' }, true],
    [{ StringEquals: { 'iam:PassedToService': ['x', 'a'] } }, { 'iam:passedtoservice': 'a' }, true],
    [{ StringEquals: { k: 'a' } }, {}, false],
    [{ StringEqualsIfExists: { k: 'a' } }, {}, true],
    [{ StringNotEquals: { k: 'a' } }, { k: 'a' }, false],
    [{ StringNotEquals: { k: 'a' } }, {}, true],
    [{ StringLike: { k: 'run*/x' } }, { k: 'runs/1/x' }, true],
    [{ ArnLike: { k: 'arn:*:events:*:*:rule/t-*' } }, { k: 'arn:aws:events:r:1:rule/t-1' }, true],
    [{ ArnLike: { k: 'arn:*:rule/t-*' } }, { k: 'arn:aws:events:r:1:rule/t-1' }, false],
    [{ ArnEquals: { k: 'arn:aws:lambda:r:1:function:*' } }, { k: 'arn:aws:lambda:r:1:function:f:2' }, true],
    [{ ArnNotLike: { k: 'arn:aws:sqs:*:*:a*' } }, { k: 'arn:aws:sqs:r:1:abc' }, false],
    [{ DateGreaterThanEquals: { k: '2025-01-01T00:00:00Z' } }, { k: '1735689600' }, true],
    [{ DateNotEquals: { k: '2025-01-01T00:00:00Z' } }, { k: '2025-01-01T00:00:00Z' }, false],
    [{ IpAddress: { k: ['10.0.0.0/8', '127.0.0.1'] } }, { k: '10.9.8.7' }, true],
    [{ NotIpAddress: { k: '10.0.0.0/8' } }, { k: '10.9.8.7' }, false],
    [{ 'ForAnyValue:StringNotEquals': { k: 'a' } }, {}, false],
    [{ 'ForAllValues:StringNotEquals': { k: 'a' } }, {}, true],
    [{ Bool: { k: 'false' } }, { k: 'true' }, false],
    [{ Null: { k: 'true' } }, {}, true],
    [{ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'c'] }, false],
    [{ 'ForAnyValue:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'c'] }, true],
    [{ StringEquals: { a: '1' }, StringLike: { b: '2*' } }, { a: '1', b: '3' }, false],
  ])('condition %j in context %j', (condition, context, expected) => {
    expect(passes(condition as Statement['Condition'], context)).toBe(expected)
  })

  it('does not guess at an operator that it does not know', () => {
    expect(() => passes({ BinaryEquals: { k: 'a' } }, { k: 'a' })).toThrow('BinaryEquals')
  })

  const statements = fc.array(
    fc.record({
      Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
      Action: fc.constantFrom('s3:*', 's3:GetObject', 'sqs:*'),
      Resource: fc.constantFrom('*', `${bucket}/*`, 'arn:other'),
    }),
  )
  it('more statements never turn a deny into anything else', () => {
    fc.assert(
      fc.property(statements, statements, (some, more) => {
        if (outcome(some) === 'explicit-deny') expect(outcome([...more, ...some])).toBe('explicit-deny')
      }),
    )
  })
  it('the order of statements does not matter', () => {
    fc.assert(fc.property(statements, (some) => outcome(some.toReversed()) === outcome(some)))
  })
})
