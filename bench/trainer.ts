import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { readChannel } from '#containers/xgboost/data/read-channel.ts'
import { readHyperparameters } from '#containers/xgboost/hyperparameters.ts'
import { boost } from '#containers/xgboost/learn/boost.ts'
import { predict } from '#containers/xgboost/model/predict.ts'
import { readModel } from '#containers/xgboost/model/read-model.ts'
import { modelJson } from '#containers/xgboost/model/write-model.ts'
import { aucOf } from '#shared/analysis/auc.ts'
import { writeFlights } from './flights.ts'
import { python } from './peers/ministack.ts'
import { type Compared, inTurns } from './rounds.ts'
import { median } from './statistics.ts'

export interface Trainer {
  rows: number
  trees: number
  /** Seconds, rows in memory to the model, one thread. */
  seconds: Compared
  /** On rows held back; the mean over models that differ in max_bin alone, since one model's AUC moves with its cuts. */
  auc: { ours: number; peer: number }
}

const TREES = 100
const BINS = [256, 250, 240, 230, 220]
const WITHIN = 0.002

/** The built-in trainer beside XGBoost's own (`hist`), on January's flights. Refuses where the models are not as good. */
export async function trainer(rounds: number): Promise<Trainer> {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-trainer-'))
  try {
    await writeFlights(join(folder, 'train'), 'flight % 5 > 0')
    await writeFlights(join(folder, 'held'), 'flight % 5 = 0')
    const [train, held] = [readChannel('train', join(folder, 'train')), readChannel('held', join(folder, 'held'))]
    const auc = { ours: [] as number[], peer: [] as number[] }
    let round = 0
    const settings = () => ({
      objective: 'binary:logistic',
      num_round: String(TREES),
      max_depth: '6',
      nthread: '1',
      max_bin: String(BINS[round % BINS.length]),
    })
    const seconds = await inTurns(
      rounds,
      async () => {
        const began = performance.now()
        const parameters = readHyperparameters(settings())
        const model = await boost(train, undefined, parameters, () => {})
        const took = (performance.now() - began) / 1000
        const read = readModel(Buffer.from(modelJson(model, parameters)))
        auc.ours.push(aucOf(held.labels, predict(read, held.values, held.rows).values)!)
        return took
      },
      () => {
        const answer = xgboost(folder, settings())
        auc.peer.push(aucOf(held.labels, answer.predictions)!)
        round++
        return answer.seconds
      },
    )
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const means = { ours: mean(auc.ours), peer: mean(auc.peer) }
    if (Math.abs(means.ours - means.peer) > WITHIN) throw new Error(`AUC ${means.ours}, XGBoost's ${means.peer}`)
    return { rows: train.rows, trees: TREES, seconds, auc: means }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const timesSlower = ({ seconds }: Trainer) => median(seconds.ours) / median(seconds.peer)

function xgboost(folder: string, settings: object): { predictions: number[]; seconds: number } {
  const peer = join(projectRoot, 'test/interop/xgboost_peer.py')
  const model = join(folder, 'model.json')
  const run = (...args: string[]) =>
    JSON.parse(execFileSync(python, [peer, ...args], { encoding: 'utf8', maxBuffer: 1 << 30 }))
  const { seconds } = run('train', model, join(folder, 'train/1.csv'), JSON.stringify(settings))
  return { seconds, predictions: run('predict', model, join(folder, 'held/1.csv')).predictions }
}
