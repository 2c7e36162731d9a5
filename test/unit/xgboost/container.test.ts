import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { late, someRows } from './training-data.ts'

const MAIN = join(import.meta.dirname, '../../../containers/xgboost/main.ts')

let base: string

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'xgboost container '))
})

afterEach(() => rmSync(base, { recursive: true }))

function put(path: string, text: string): void {
  mkdirSync(dirname(join(base, path)), { recursive: true })
  writeFileSync(join(base, path), text)
}

function putRows(channel: string, rows: number, seed: number): void {
  const { labels, values } = someRows(rows, late, seed)
  const line = (row: number) => [labels[row], ...values.subarray(row * 3, row * 3 + 3)].join(',').replaceAll('NaN', '')
  put(`input/data/${channel}/part 1.csv`, Array.from(labels, (_, row) => `${line(row)}\n`).join(''))
}

const start = (command: string) =>
  spawn(process.execPath, [MAIN, command], {
    env: { ...process.env, SAGEMAKER_BASE_DIR: base, SAGEMAKER_BIND_TO_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

function finished(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    let output = ''
    child.stdout!.on('data', (data) => (output += data))
    child.stderr!.on('data', (data) => (output += data))
    child.on('close', (code) => resolve({ code, output }))
  })
}

it('trains, serves what it trained, and stops on SIGTERM', async () => {
  put(
    'input/config/hyperparameters.json',
    '{"num_round":"3","objective":"binary:logistic","eval_metric":"logloss,auc"}',
  )
  putRows('train', 2000, 1)
  putRows('validation', 500, 2)
  const { code, output } = await finished(start('train'))
  expect(output).toMatch(
    /^\[2\]#011train-logloss:0\.\d{5}#011train-auc:0\.\d{5}#011validation-logloss:0\.\d{5}#011validation-auc:0\.\d{5}$/m,
  )
  expect(code).toBe(0)

  const server = start('serve')
  const ended = finished(server)
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout! }).on('line', (line) => resolve(/on port (\d+)/.exec(line)![1]!))
    server.on('close', () => reject(new Error('The server ended before it listened.')))
  })
  const url = `http://127.0.0.1:${port}`
  expect((await fetch(`${url}/ping`)).status).toBe(200)
  expect(await (await fetch(`${url}/execution-parameters`)).json()).toMatchObject({ BatchStrategy: 'MULTI_RECORD' })
  const headers = { 'content-type': 'text/csv' }
  const answer = await fetch(`${url}/invocations`, { method: 'POST', headers, body: '9,1,5\n1,9,5\n' })
  const [likely, unlikely] = (await answer.text()).split('\n').map(Number)
  expect(likely).toBeGreaterThan(unlikely!)
  const refused = await fetch(`${url}/invocations`, { method: 'POST', headers, body: '1,2' })
  expect([refused.status, await refused.text()]).toEqual([400, 'Line 1 has 2 columns, but the model takes 3.\n'])
  server.kill('SIGTERM')
  expect((await ended).code).toBe(0)
})

it.each([
  ['no file', undefined, "ClientError: Channel 'train' holds no file"],
  ['an empty file', '', "ClientError: Channel 'train' holds 1 file(s) and not one row."],
  ['a header', 'late,hour\n1,2\n', "ClientError: train/a b.csv, line 1, column 1: 'late' is not a finite number."],
  ['a label that is no class', '5,2\n', "ClientError: Channel 'train', row 1: label 5 must be in [0, 1]"],
])('fails with a sentence in the failure file on %s', async (_, csv, failure) => {
  put('input/config/hyperparameters.json', '{"num_round":"3","objective":"binary:logistic"}')
  if (csv !== undefined) put('input/data/train/a b.csv', csv)
  expect((await finished(start('train'))).code).toBe(1)
  expect(readFileSync(join(base, 'output/failure'), 'utf8')).toContain(failure)
})

it('keeps the model of the rounds so far when it is stopped', async () => {
  put('input/config/hyperparameters.json', '{"num_round":"1000000","objective":"binary:logistic"}')
  putRows('train', 500, 1)
  const training = start('train')
  const ended = finished(training)
  createInterface({ input: training.stdout! }).on('line', (line) => {
    if (line.startsWith('[3]')) training.kill('SIGTERM')
  })
  expect((await ended).code).toBe(0)
  const { learner } = JSON.parse(readFileSync(join(base, 'model/xgboost-model'), 'utf8'))
  expect(learner.gradient_booster.model.trees.length).toBeGreaterThan(3)
})

it('does not serve without a model', async () => {
  const { code, output } = await finished(start('serve'))
  expect(code).toBe(1)
  expect(output).toContain('The model archive has no file xgboost-model at its top.')
})
