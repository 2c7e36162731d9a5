import { ClientError } from '../errors.ts'
import { OBJECTIVES, type Objective } from '../learn/objective.ts'
import type { Forest } from './forest.ts'
import { plantForest, type TreeJson } from './plant-forest.ts'

/** A model ready to predict. */
export interface Model {
  objective: Objective
  /** Probability-space number per output, as `base_score` stores it. */
  baseScores: number[]
  forest: Forest
}

/**
 * Reads a model in XGBoost's JSON schema, as XGBoost 1.7 to 3 write it.
 *
 * @throws {ClientError} not JSON, or a model of a kind that is not served: UBJSON, dart, gblinear, categorical splits,
 * vector leaves, other objectives
 */
export function readModel(bytes: Buffer): Model {
  const learner = parse(bytes).learner
  const booster = learner?.gradient_booster
  if (!learner || !booster)
    throw new ClientError("The model file has no 'learner.gradient_booster'; it is no XGBoost model.")
  if (booster.name !== 'gbtree')
    throw new ClientError(`The model's booster is '${booster.name}'; only gbtree is served.`)
  const objective = OBJECTIVES[learner.objective?.name as keyof typeof OBJECTIVES]
  if (!objective) {
    const served = Object.keys(OBJECTIVES).join(', ')
    throw new ClientError(`The model's objective is '${learner.objective?.name}'; served are ${served}.`)
  }
  const parameters = learner.learner_model_param
  if (Number(parameters.num_target ?? 1) > 1) throw new ClientError('Models with several targets are not served.')
  const outputs = Math.max(1, Number(parameters.num_class))
  const trees = booster.model.trees as TreeJson[]
  trees.forEach(refuseSpecialTrees)
  return {
    objective,
    baseScores: readBaseScores(parameters.base_score, outputs),
    forest: plantForest(trees, booster.model.tree_info, outputs, Number(parameters.num_feature)),
  }
}

function parse(bytes: Buffer): any {
  // UBJSON also begins with '{', but then comes a type marker where JSON has a quote or a space.
  if (bytes[0] === 0x7b && bytes[1] !== undefined && !/["\s}]/.test(String.fromCharCode(bytes[1]))) {
    throw new ClientError(
      "The model file is UBJSON, which is not served; save it as JSON: booster.save_model('model.json').",
    )
  }
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw new ClientError(`The model file is not XGBoost's JSON: ${(cause as Error).message}`, { cause })
  }
}

function refuseSpecialTrees(tree: TreeJson, index: number): void {
  if (tree.categories_nodes?.length || tree.split_type?.some((type) => type !== 0)) {
    throw new ClientError(
      `Tree ${index} of the model splits on categories, which is not served; encode them as numbers.`,
    )
  }
  if (Number(tree.tree_param?.size_leaf_vector ?? 1) > 1) {
    throw new ClientError(
      `Tree ${index} of the model has vector leaves (multi_strategy=multi_output_tree), which are not served.`,
    )
  }
}

/** One number, or from XGBoost 3.1 on a list with one number per output: `[4.65E-1]`. */
function readBaseScores(text: string, outputs: number): number[] {
  const scores = text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map(Number)
  if (scores.some(Number.isNaN) || (scores.length !== 1 && scores.length !== outputs)) {
    throw new ClientError(
      `The model's base_score is '${text}'; expected one number, or one for each of ${outputs} outputs.`,
    )
  }
  return Array.from({ length: outputs }, (_, k) => Math.fround(scores[scores.length === 1 ? 0 : k]!))
}
