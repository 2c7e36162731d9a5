import type { Boosted } from '../learn/boost.ts'
import type { Objective } from '../learn/objective.ts'
import type { Parameters } from '../learn/parameters.ts'
import type { Tree } from '../trees/tree.ts'
import { floatText } from './float-text.ts'

/** The schema of XGBoost 2.1, which versions 1.7 to 3 read. */
const VERSION = [2, 1, 0]
const NO_PARENT = 2147483647

/** The model in XGBoost's JSON schema (xgboost: doc/model.schema). */
export function modelJson(model: Boosted, parameters: Pick<Parameters, 'scale_pos_weight' | 'max_delta_step'>): string {
  const { objective, trees, outputs, features } = model
  const rounds = trees.length / outputs
  const document = {
    learner: {
      attributes: model.best ? { best_iteration: String(model.best.round), best_score: String(model.best.score) } : {},
      feature_names: [],
      feature_types: [],
      gradient_booster: {
        model: {
          gbtree_model_param: { num_parallel_tree: '1', num_trees: String(trees.length) },
          iteration_indptr: Array.from({ length: rounds + 1 }, (_, round) => round * outputs),
          tree_info: trees.map((_, i) => i % outputs),
          trees: [],
        },
        name: 'gbtree',
      },
      learner_model_param: {
        base_score: floatText(model.baseScore),
        boost_from_average: '1',
        num_class: String(outputs > 1 ? outputs : 0),
        num_feature: String(features),
        num_target: '1',
      },
      objective: { name: objective.name, ...objectiveParameters(objective.family, outputs, parameters) },
    },
    version: VERSION,
  }
  const texts = trees.map((tree, id) => treeText(tree, id, features))
  return JSON.stringify(document).replace('"trees":[]', () => `"trees":[${texts.join(',')}]`)
}

function objectiveParameters(
  family: Objective['family'],
  outputs: number,
  { scale_pos_weight, max_delta_step }: Pick<Parameters, 'scale_pos_weight' | 'max_delta_step'>,
): object {
  if (family === 'softmax') return { softmax_multiclass_param: { num_class: String(outputs) } }
  if (family === 'poisson')
    return { poisson_regression_param: { max_delta_step: floatText(Math.fround(max_delta_step)) } }
  return { reg_loss_param: { scale_pos_weight: floatText(Math.fround(scale_pos_weight)) } }
}

const floats = (values: number[]) => `[${values.map(floatText).join(',')}]`

/** Written by hand, because JSON.stringify writes the float 1E0 as the integer 1. */
function treeText(tree: Tree, id: number, features: number): string {
  const nodes = tree.left.length
  const fields: Record<string, string> = {
    base_weights: floats(tree.weight),
    categories: '[]',
    categories_nodes: '[]',
    categories_segments: '[]',
    categories_sizes: '[]',
    default_left: JSON.stringify(tree.defaultLeft.map(Number)),
    id: String(id),
    left_children: JSON.stringify(tree.left),
    loss_changes: floats(tree.gain),
    parents: JSON.stringify(tree.parent.map((parent) => (parent < 0 ? NO_PARENT : parent))),
    right_children: JSON.stringify(tree.right),
    split_conditions: floats(tree.threshold),
    split_indices: JSON.stringify(tree.feature),
    split_type: JSON.stringify(tree.feature.map(() => 0)),
    sum_hessian: floats(tree.hessian),
    tree_param: `{"num_deleted":"0","num_feature":"${features}","num_nodes":"${nodes}","size_leaf_vector":"1"}`,
  }
  return `{${Object.entries(fields)
    .map(([name, text]) => `"${name}":${text}`)
    .join(',')}}`
}
