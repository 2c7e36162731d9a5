import { beforeAll, expect, it } from 'vitest'
import { ClientError } from '#containers/xgboost/errors.ts'
import { floatText } from '#containers/xgboost/model/float-text.ts'
import { readModel } from '#containers/xgboost/model/read-model.ts'
import { late, someRows, trained } from './training-data.ts'

let document: any

beforeAll(async () => {
  document = JSON.parse((await trained({ num_round: '2' }, someRows(1000, late))).text)
})

const readWith = (change: (learner: any) => void) => {
  const copy = structuredClone(document)
  change(copy.learner)
  return readModel(Buffer.from(JSON.stringify(copy)))
}

it.each([
  ['4.65E-1', [0.465]],
  ['[4.65E-1]', [0.465]],
  ['5E-1', [0.5]],
])('reads base_score %s', (text, scores) => {
  const model = readWith((learner) => {
    learner.learner_model_param.base_score = text
  })
  expect(model.baseScores).toEqual(scores.map(Math.fround))
})

it.each([
  ["booster is 'dart'", (learner: any) => (learner.gradient_booster.name = 'dart')],
  ["objective is 'rank:ndcg'", (learner: any) => (learner.objective.name = 'rank:ndcg')],
  ['splits on categories', (learner: any) => (learner.gradient_booster.model.trees[1].split_type[0] = 1)],
  ['vector leaves', (learner: any) => (learner.gradient_booster.model.trees[0].tree_param.size_leaf_vector = '3')],
  ['splits on feature 99 of 3', (learner: any) => (learner.gradient_booster.model.trees[0].split_indices[0] = 99)],
  ['has a cycle', (learner: any) => (learner.gradient_booster.model.trees[0].left_children[1] = 0)],
  ['base_score', (learner: any) => (learner.learner_model_param.base_score = '[1,2]')],
])('refuses a model whose %s', (message, change) => {
  expect(() => readWith(change)).toThrow(message)
})

it.each([
  ['UBJSON', Buffer.from('{L\0\0\0\0\0\0\0\x07learner')],
  ['not XGBoost', Buffer.from('binf\0\0')],
  ["no 'learner.gradient_booster'", Buffer.from('{"a": 1}')],
])('says of a file that is no model what it is: %s', (message, bytes) => {
  expect(() => readModel(bytes)).toThrow(ClientError)
  expect(() => readModel(bytes)).toThrow(message)
})

it.each([1, -0.1, 1e-12, 3.4e38, 1 / 3, 16777216, 0.30000001192092896])('writes %d so that it reads back', (value) => {
  const float = Math.fround(value)
  expect(Math.fround(Number(floatText(float)))).toBe(float)
  expect(floatText(float)).toMatch(/[.E]/)
})
