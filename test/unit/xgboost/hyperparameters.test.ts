import { expect, it } from 'vitest'
import { readHyperparameters } from '#containers/xgboost/hyperparameters.ts'

it("fills in XGBoost's defaults", () => {
  expect(readHyperparameters({ num_round: '10' })).toMatchObject({
    objective: 'reg:squarederror',
    eta: 0.3,
    max_depth: 6,
    lambda: 1,
    min_child_weight: 1,
    max_bin: 256,
    eval_metric: ['rmse'],
    base_score: undefined,
    early_stopping_rounds: undefined,
  })
})

it('knows the aliases', () => {
  const parameters = readHyperparameters({ num_round: '1', learning_rate: '0.1', reg_lambda: '3', min_split_loss: '2' })
  expect(parameters).toMatchObject({ eta: 0.1, lambda: 3, gamma: 2 })
})

it.each([
  [{}, 'Hyperparameter num_round is missing; it is the number of boosting rounds, 1 or more.'],
  [{ num_round: '0' }, "Hyperparameter num_round is '0'; allowed: a whole number from 1 up."],
  [{ eta: '1.5' }, "Hyperparameter eta is '1.5'; allowed: a number from 0 to 1."],
  [{ eta: '' }, "Hyperparameter eta is ''; allowed: a number from 0 to 1."],
  [{ subsample: '0' }, "Hyperparameter subsample is '0'; allowed: a number above 0 to 1."],
  [{ max_depth: '2.5' }, "Hyperparameter max_depth is '2.5'; allowed: a whole number from 0 up."],
  [{ objective: 'rank:ndcg' }, "Hyperparameter objective is 'rank:ndcg'; allowed: reg:squarederror, reg:logistic,"],
  [{ eval_metric: 'auc' }, "Hyperparameter eval_metric is 'auc'; allowed with reg:squarederror: rmse, mae."],
  [{ objective: 'multi:softmax' }, 'Hyperparameter num_class is missing; multi:softmax needs it'],
  [{ num_class: '3' }, "Hyperparameter num_class is '3'; reg:squarederror has no classes, leave it out."],
  [{ objective: 'binary:logistic', base_score: '1' }, 'base_score'],
  [{ objective: 'count:poisson', base_score: '0' }, 'allowed with count:poisson: above 0.'],
  [{ booster: 'dart' }, "Hyperparameter booster is 'dart'; allowed: gbtree."],
  [{ tree_method: 'exact' }, "Hyperparameter tree_method is 'exact'; allowed: auto, hist."],
  [{ max_dept: '3' }, 'Hyperparameter max_dept is not known; known: alpha,'],
  [{ eta: '0.1', learning_rate: '0.2' }, 'Hyperparameter eta is given twice, also under its alias.'],
])('refuses %o', (given, message) => {
  const all = 'num_round' in given || Object.keys(given).length === 0 ? given : { num_round: '1', ...given }
  expect(() => readHyperparameters(all as Record<string, string>)).toThrow(message)
})
