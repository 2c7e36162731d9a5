import { describe, expect, it } from 'vitest'
import { attributesDigest, md5 } from '#local/sqs/message-digest.ts'

describe('the digest of message attributes', () => {
  it('is taken over names in order, types and values, each with its length', () => {
    const expected = Buffer.concat([
      Buffer.from([0, 0, 0, 1]),
      Buffer.from('a'),
      Buffer.from([0, 0, 0, 6]),
      Buffer.from('Binary'),
      Buffer.from([2, 0, 0, 0, 2, 1, 2]),
      Buffer.from([0, 0, 0, 1]),
      Buffer.from('b'),
      Buffer.from([0, 0, 0, 6]),
      Buffer.from('String'),
      Buffer.from([1, 0, 0, 0, 1]),
      Buffer.from('x'),
    ])
    const attributes = { b: { DataType: 'String', StringValue: 'x' }, a: { DataType: 'Binary', binary: 'AQI=' } }
    expect(attributesDigest(attributes)).toBe(md5(expected))
  })

  it('of no attributes is none', () => expect(attributesDigest({})).toBeUndefined())
})
