import type { Manifest, ProblemKind } from './manifest.ts'

/** What a served model answers for one row: one probability, one per class, a class number, or any number. */
export type AnswerKind = 'probability' | 'probabilities' | 'class' | 'number'

interface Objective {
  problem: ProblemKind
  answer: AnswerKind
}

/** XGBoost's objectives that we know how to judge. Source: XGBoost 1.7 parameters, "Learning Task Parameters". */
const objectives: Record<string, Objective> = {
  'binary:logistic': { problem: 'binary', answer: 'probability' },
  'binary:logitraw': { problem: 'binary', answer: 'number' },
  'binary:hinge': { problem: 'binary', answer: 'class' },
  'multi:softmax': { problem: 'multiclass', answer: 'class' },
  'multi:softprob': { problem: 'multiclass', answer: 'probabilities' },
  'reg:squarederror': { problem: 'regression', answer: 'number' },
  'reg:squaredlogerror': { problem: 'regression', answer: 'number' },
  'reg:absoluteerror': { problem: 'regression', answer: 'number' },
  'reg:pseudohubererror': { problem: 'regression', answer: 'number' },
  'reg:gamma': { problem: 'regression', answer: 'number' },
  'reg:tweedie': { problem: 'regression', answer: 'number' },
  'count:poisson': { problem: 'regression', answer: 'number' },
}

export const knownObjectives = Object.keys(objectives)

/** The objective that XGBoost will use: the one named, or its own default. */
export function objectiveOf(train: Manifest['train']): string {
  return String(train.hyperparameters.objective ?? 'reg:squarederror')
}

/** What the model predicts; undefined when neither the objective nor `evaluate.problem` says it. */
export function problemOf({ train, evaluate }: Pick<Manifest, 'train' | 'evaluate'>): ProblemKind | undefined {
  if (train.algorithm === 'xgboost') return objectives[objectiveOf(train)]?.problem
  return evaluate.problem
}

/** What an answer looks like. An image of one's own is held to the plainest form of its problem. */
export function answerOf({ train, evaluate }: Pick<Manifest, 'train' | 'evaluate'>): AnswerKind {
  if (train.algorithm === 'xgboost') return objectives[objectiveOf(train)]?.answer ?? 'number'
  return evaluate.problem === 'binary' ? 'probability' : evaluate.problem === 'multiclass' ? 'probabilities' : 'number'
}

const metricsOfAnswer: Record<
  ProblemKind,
  Partial<Record<AnswerKind, Manifest['evaluate']['metrics'][number]['name'][]>>
> = {
  binary: {
    probability: ['auc', 'logloss', 'accuracy', 'f1'],
    number: ['auc'],
    class: ['accuracy', 'f1'],
  },
  multiclass: { probabilities: ['logloss', 'accuracy', 'f1'], class: ['accuracy', 'f1'] },
  regression: { number: ['rmse', 'mae'] },
}

/** The metrics that can be computed from such answers to such a problem. */
export function metricsFor(problem: ProblemKind, answer: AnswerKind): string[] {
  return metricsOfAnswer[problem][answer] ?? []
}
