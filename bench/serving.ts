import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readChannel } from '#containers/xgboost/data/read-channel.ts'
import { readHyperparameters } from '#containers/xgboost/hyperparameters.ts'
import { boost } from '#containers/xgboost/learn/boost.ts'
import { modelJson } from '#containers/xgboost/model/write-model.ts'
import { deployedEndpoint } from './deployed-endpoint.ts'
import { writeFlights } from './flights.ts'
import { startListening } from './listening.ts'
import { python } from './peers/ministack.ts'
import type { Compared } from './rounds.ts'
import { type SignedPost, sendText, signed } from './signed-post.ts'
import { startUp } from './up.ts'

export const CONNECTIONS = [1, 32] as const
export const TREES = 100
const ROUND_MS = 3000
const ROWS_COMPARED = 200
const WITHIN = 1e-5

export interface Load {
  perSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
}

/** One number of connections: what each side made of it, round by round. */
export interface Serving {
  connections: number
  ours: Load[]
  /** A server on node:http that does nothing. */
  noOp: Load[]
  /** FastAPI with XGBoost. */
  peer: Load[]
}

/** One figure of two sides. */
export const figuresOf = (ours: Load[], peer: Load[], figure: keyof Load): Compared => ({
  ours: ours.map((load) => load[figure]),
  peer: peer.map((load) => load[figure]),
})

/**
 * A real-time endpoint of the runtime, asked for one row at a time by signed requests, beside FastAPI with XGBoost on the
 * same model and beside a server that does nothing. Refuses where the predictions differ.
 */
export async function serving(rounds: number): Promise<Serving[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-serving-'))
  const rows = await trainedModel(folder)
  const up = await startUp()
  const noOp = await startListening(process.execPath, join(import.meta.dirname, 'no-op-server.ts'))
  const peer = await startListening(
    python,
    join(import.meta.dirname, 'peers/serve_xgboost.py'),
    join(folder, 'model.json'),
  )
  try {
    const url = await deployedEndpoint(up, folder)
    const sides = { ours: url, noOp: noOp.url, peer: `${peer.url}/invocations` }
    samePredictions(await predictions(sides.ours, rows), await predictions(sides.peer, rows))
    const measured: Serving[] = CONNECTIONS.map((connections) => ({ connections, ours: [], noOp: [], peer: [] }))
    for (let round = 0; round < rounds; round++)
      for (const one of measured)
        for (const side of ['ours', 'noOp', 'peer'] as const)
          one[side].push(await load(await asking(sides[side], rows[0]!), one.connections))
    return measured
  } finally {
    await Promise.all([up.stop(), noOp.stop(), peer.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Trains on January's flights, leaves `xgboost-model` in the folder, and answers rows to ask about. */
async function trainedModel(folder: string): Promise<string[]> {
  await writeFlights(join(folder, 'train'), 'flight % 10 = 0')
  const parameters = readHyperparameters({
    objective: 'binary:logistic',
    num_round: String(TREES),
    max_depth: '6',
    nthread: '1',
  })
  const model = await boost(readChannel('train', join(folder, 'train')), undefined, parameters, () => {})
  // XGBoost tells the format by the name.
  for (const name of ['xgboost-model', 'model.json']) writeFileSync(join(folder, name), modelJson(model, parameters))
  const lines = readFileSync(join(folder, 'train/1.csv'), 'utf8').split('\n', ROWS_COMPARED)
  return lines.map((line) => line.slice(line.indexOf(',') + 1))
}

/** The signature is made anew for each round, and for all: the others do not look at it. */
const asking = (url: string, body: string) => signed(url, 'sagemaker', { 'content-type': 'text/csv' }, body)

async function predictions(url: string, rows: string[]): Promise<number[]> {
  const text = await sendText(await asking(url, `${rows.join('\n')}\n`))
  return text.trim().split('\n').map(Number)
}

function samePredictions(ours: number[], peer: number[]): void {
  if (ours.length !== ROWS_COMPARED || peer.length !== ROWS_COMPARED)
    throw new Error(`${ours.length} and ${peer.length} predictions of ${ROWS_COMPARED}`)
  const apart = Math.max(...ours.map((value, row) => Math.abs(value - peer[row]!)))
  if (!(apart <= WITHIN)) throw new Error(`the predictions are ${apart} apart`)
}

async function load(post: SignedPost, connections: number): Promise<Load> {
  const client = join(import.meta.dirname, 'post-client.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [
    client,
    JSON.stringify([post, connections, ROUND_MS]),
  ])
  return JSON.parse(stdout)
}
