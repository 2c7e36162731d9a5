import { decode } from 'cborg'
import { describe, expect, it } from 'vitest'
import { AwsError } from '#local/kernel/aws-error.ts'
import { apiModel } from '#local/wire/model.ts'
import { jsonRpc } from '#local/wire/protocols/json-rpc.ts'
import { query } from '#local/wire/protocols/query.ts'
import { rpcV2Cbor } from '#local/wire/protocols/rpc-v2-cbor.ts'

const model = apiModel('cloudwatch')!
const output = { Datapoints: [{ Sum: 42, Average: 4.2 }] }

describe('a double', () => {
  it('keeps its point in JSON, whole or not', () => {
    const { body } = jsonRpc('1.0').encode(model, 'GetMetricStatistics', output, 'id')
    expect(String(body)).toBe('{"Datapoints":[{"Average":4.2,"Sum":42.0}]}')
  })

  it('keeps its point in XML', () => {
    const { body } = query.encode(model, 'GetMetricStatistics', output, 'id')
    expect(String(body)).toContain('<Sum>42.0</Sum>')
    expect(String(body)).toContain('<Average>4.2</Average>')
  })

  it('is a float in CBOR', () => {
    const { body } = rpcV2Cbor.encode(model, 'GetMetricStatistics', output, 'id')
    expect(decode(body as Buffer)).toEqual(output)
    // The half-precision float of 42.
    expect((body as Buffer).toString('hex')).toContain('f95140')
  })
})

describe('an error of a service that once spoke the query protocol', () => {
  it.each([
    ['InvalidParameterValue', 'InvalidParameterValueException'],
    ['ValidationError', 'ValidationException'],
    ['ResourceNotFound', 'ResourceNotFound'],
  ])('%s has its name of today, and the old one in a header', (old, name) => {
    for (const protocol of [jsonRpc('1.0'), rpcV2Cbor]) {
      const { headers, body } = protocol.encodeError(model, new AwsError(old, 'said'), 'id')
      expect(headers['x-amzn-query-error']).toBe(`${old};Sender`)
      expect(String(body)).toContain(name)
    }
  })
})
