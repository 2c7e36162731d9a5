import { beforeAll, describe, expect, it } from 'vitest'
import { type Model, readModel } from '#containers/xgboost/model/read-model.ts'
import { predictRequest } from '#containers/xgboost/serve/predict-request.ts'
import { late, someRows, trained } from './training-data.ts'

let model: Model

beforeAll(async () => {
  model = readModel(Buffer.from((await trained({}, someRows(2000, late))).text))
})

const ask = (body: string, type = 'text/csv', accept = '') => predictRequest(model, type, accept, Buffer.from(body))

it('answers CSV with one prediction a line', () => {
  const { type, body } = ask('1,2,3\n9.5,,0\n')
  expect(type).toBe('text/csv; charset=utf-8')
  expect(body).toMatch(/^0\.\d+\n0\.\d+\n$/)
})

it('gives the same predictions for the same rows in every format', () => {
  const scores = ask('1,2,3\n9.5,,0').body.trim().split('\n').map(Number)
  const json = ask('{"instances":[{"features":[1,2,3]},{"features":[9.5,null,0]}]}', 'application/json')
  expect(JSON.parse(json.body)).toEqual({ predictions: scores.map((score) => ({ score })) })
  const lines = ask('{"features":[1,2,3]}\n{"features":[9.5,null,0]}\n', 'application/jsonlines')
  expect(
    lines.body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).score),
  ).toEqual(scores)
})

it('answers in the format that Accept asks for', () => {
  expect(ask('1,2,3', 'text/csv; charset=utf-8', 'application/json').type).toBe('application/json')
  expect(ask('1,2,3', 'text/csv', '*/*').type).toBe('text/csv; charset=utf-8')
})

describe('a request that cannot be answered', () => {
  it.each([
    [400, 'Line 2 has 2 columns, but the model takes 3.', '1,2,3\n4,5', 'text/csv'],
    [400, "Line 1, column 2: 'ORD' is not a finite number.", '1,ORD,3', 'text/csv'],
    [400, 'The request body is empty', '', 'text/csv'],
    [
      400,
      'Instance 1 has 2 features, but the model takes 3.',
      '{"instances":[{"features":[1,2]}]}',
      'application/json',
    ],
    [400, 'Instance 1, feature 3: "x" is not a number.', '{"instances":[[1,2,"x"]]}', 'application/json'],
    [400, 'The request body is not JSON', '{', 'application/json'],
    [400, "The request body has no list 'instances'.", '{}', 'application/json'],
    [415, "Content-Type 'text/libsvm' is not supported", '1:2', 'text/libsvm'],
    [415, 'The request has no Content-Type', '1,2,3', ''],
  ])('gets status %i and the sentence: %s', (status, message, body, type) => {
    expect(() => ask(body, type)).toThrow(
      expect.objectContaining({ status, message: expect.stringContaining(message) }),
    )
  })

  it('gets 406 for an unknown Accept', () => {
    expect(() => ask('1,2,3', 'text/csv', 'image/png')).toThrow(expect.objectContaining({ status: 406 }))
  })
})
