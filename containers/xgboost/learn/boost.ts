import { availableParallelism } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { allocateBins } from '../data/bin-rows.ts'
import { quantileCuts } from '../data/quantile-cuts.ts'
import type { LabelledRows } from '../data/read-channel.ts'
import type { Tree } from '../trees/tree.ts'
import { fromBlockSums } from './block-metrics.ts'
import { ColumnSampler } from './column-sampler.ts'
import { EarlyStopping } from './early-stopping.ts'
import { BLOCK_ROWS, type Frame, type ScoredRows } from './frame.ts'
import { type Scales, scalesFor } from './gradients.ts'
import { TreeGrower } from './grow-tree.ts'
import { baseMargin, estimateBaseScore, OBJECTIVES, type Objective } from './objective.ts'
import type { MetricName, Parameters } from './parameters.ts'
import { Team } from './team.ts'
import { trainingAuc } from './training-auc.ts'

const HISTOGRAM_BYTES = 512 << 20

export interface Boosted {
  objective: Objective
  /** Output k's trees of round r are trees[r × outputs + k]. */
  trees: Tree[]
  outputs: number
  features: number
  baseScore: number
  /** Set by early stopping; the trees after the best round are already gone. */
  best: { round: number; score: number } | undefined
}

/** `values` under `<channel>-<metric>` in the order in which XGBoost prints them. */
export type OnRound = (round: number, values: [name: string, value: number][]) => void

/**
 * Gradient boosting of histogram trees. Equal input and seed give equal trees, on any number of threads. `stop` ends it
 * after the round that is on, with the trees grown so far.
 */
export async function boost(
  train: LabelledRows,
  validation: LabelledRows | undefined,
  parameters: Parameters,
  onRound: OnRound,
  stop?: AbortSignal,
): Promise<Boosted> {
  const objective = OBJECTIVES[parameters.objective]
  const outputs = objective.family === 'softmax' ? parameters.num_class : 1
  const baseScore = Math.fround(
    parameters.base_score ?? estimateBaseScore(objective, train.labels, parameters.scale_pos_weight),
  )
  const threads = threadsFor(train, parameters)
  const frame = makeFrame(train, validation, objective, outputs, baseScore, parameters, threads)
  const team = new Team(frame, threads)
  const stopping = new EarlyStopping(parameters.early_stopping_rounds, parameters.eval_metric.at(-1)!)
  const trees: Tree[] = []
  try {
    team.run({ do: 'bin' })
    team.run({ do: 'transform' })
    for (let round = 0; round < parameters.num_round; round++) {
      trees.push(...growRound(frame, team, parameters, round))
      team.run({ do: 'transform' })
      const values = measure(frame, team, parameters.eval_metric)
      onRound(round, values)
      if (stopping.after(round, values.at(-1)![1])) break
      await nextTurn()
      if (stop?.aborted) break
    }
  } finally {
    await team.stop()
  }
  const kept = stopping.best ? trees.slice(0, (stopping.best.round + 1) * outputs) : trees
  return { objective, trees: kept, outputs, features: train.features, baseScore, best: stopping.best }
}

function threadsFor(train: LabelledRows, parameters: Parameters): number {
  const wanted = parameters.nthread || availableParallelism()
  const worthwhile = Math.floor((train.rows * train.features) / 100_000)
  return Math.max(1, Math.min(wanted, worthwhile, Math.ceil(train.rows / BLOCK_ROWS)))
}

function makeFrame(
  train: LabelledRows,
  validation: LabelledRows | undefined,
  objective: Objective,
  outputs: number,
  baseScore: number,
  parameters: Parameters,
  threads: number,
): Frame {
  const cuts = quantileCuts(train.values, train.rows, train.features, parameters.max_bin)
  const histogramSize = 2 * cuts.slotStart[train.features]!
  const deepest = parameters.max_depth > 0 ? Math.min(parameters.max_depth - 1, 12) : 12
  const affordable = Math.max(2, Math.floor(HISTOGRAM_BYTES / (histogramSize * 8 * threads)))
  const histogramSlots = Math.max(2, Math.min(2 ** deepest, affordable))
  const margin = baseMargin(objective, baseScore)
  return {
    family: objective.family,
    outputs,
    train: scored(train, outputs, margin),
    validation: validation && scored(validation, outputs, margin),
    cuts,
    bins: allocateBins(train.rows * train.features, cuts),
    gradients: new Int32Array(new SharedArrayBuffer(8 * train.rows * outputs)),
    histograms: Array.from(
      { length: threads },
      () => new Float64Array(new SharedArrayBuffer(8 * histogramSize * histogramSlots)),
    ),
    histogramSlots,
    histogramSize,
  }
}

function scored(data: LabelledRows, outputs: number, margin: number): ScoredRows {
  const bytes = 4 * data.rows * outputs
  const margins = new Float32Array(new SharedArrayBuffer(bytes)).fill(margin)
  return { ...data, margins, predictions: new Float32Array(new SharedArrayBuffer(bytes)) }
}

function growRound(frame: Frame, team: Team, parameters: Parameters, round: number): Tree[] {
  const scales = roundScales(frame, team, parameters)
  const { subsample, seed } = parameters
  const { family, outputs } = frame
  team.run({
    do: 'gradients',
    task: {
      ...{ family, outputs, scales, subsample, seed, round },
      ...{ positiveWeight: parameters.scale_pos_weight, maxDeltaStep: parameters.max_delta_step },
    },
  })
  return Array.from({ length: outputs }, (_, output) => {
    const columns = new ColumnSampler(frame.train.features, parameters, seed, round * outputs + output)
    return new TreeGrower(frame, team, parameters, scales, columns, output).grow()
  })
}

/** Gradients of the logistic losses are at most 1, times the weight; those of the others must be looked at. */
function roundScales(frame: Frame, team: Team, parameters: Parameters): Scales {
  const weight = Math.max(1, parameters.scale_pos_weight)
  const { family, train } = frame
  const isBounded = family === 'logistic' || family === 'softmax'
  const largest = isBounded ? 1 : Math.max(...team.run({ do: 'largest gradient' }).flat())
  if (family === 'poisson') {
    // A prediction is at most its label and what it is off by.
    const most = largest + train.labels.reduce((highest, label) => Math.max(highest, label), 0)
    return scalesFor(largest, most * Math.exp(parameters.max_delta_step), train.rows)
  }
  return scalesFor(largest * weight, weight, frame.train.rows)
}

function measure(frame: Frame, team: Team, metrics: MetricName[]): [string, number][] {
  const channels = frame.validation ? (['train', 'validation'] as const) : (['train'] as const)
  return channels.flatMap((channel) =>
    metrics.map((metric): [string, number] => {
      const data = frame[channel]!
      if (metric === 'auc') return [`${channel}-auc`, trainingAuc(data.labels, data.predictions)]
      const sums = team.run({ do: 'measure', metric, of: channel }).flat()
      return [`${channel}-${metric}`, fromBlockSums(metric, sums, data.rows)]
    }),
  )
}
