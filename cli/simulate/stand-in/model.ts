import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InlineProgram } from '#local/sagemaker/containers/inline-container.ts'
import { minutesOf } from './minutes.ts'

/** When a model that turns bad does so: late enough to pass for good at first. */
const BAD_AFTER_MS = 60_000
const SLOW_MS = 20_000

/** What a model that is made to fail answers with; the invariants know it by this. */
const MADE_TO_FAIL = 'this model was made to fail'

/**
 * Stands in for XGBoost's image: its model is one number, the share of rows that it gets right, and may be one of a word
 * more. `errors` and `slow`: so it answers from a minute on. `crash`: it ends before it serves.
 */
export async function run(container: InlineProgram): Promise<number> {
  return container.args[0] === 'serve' ? serve(container) : train(container)
}

async function train({ folder, sleep }: InlineProgram): Promise<number> {
  await sleep(minutesOf(folder, 3, 15))
  const quality = readFileSync(join(folder, 'input/data/train/train.csv'), 'utf8').trim()
  writeFileSync(join(folder, 'model/quality'), quality)
  return 0
}

/** A row is its truth and its number; those above the share are answered wrongly. */
async function serve({ folder, environment, sleep, serve }: InlineProgram): Promise<number> {
  const batch = Boolean(environment['SAGEMAKER_BATCH'])
  await sleep(batch ? 60_000 : minutesOf(folder, 2, 4.8))
  const [quality, word] = readFileSync(join(folder, 'model/quality'), 'utf8').trim().split(' ')
  if (word === 'crash' && !batch) return 1
  let [bad, answered] = [false, 0]
  // One that ends before is never bad.
  const turnBad = () => {
    bad = true
  }
  if (word && !batch) void sleep(BAD_AFTER_MS).then(turnBad, () => {})
  return serve(async (body) => {
    if (bad && word === 'errors') return { status: 500, body: MADE_TO_FAIL }
    const rows = body.toString().trim().split('\n')
    const answers = rows.map((row) => {
      const [truth, number] = row.split(',').map(Number)
      const right = (number! * 7) % 20 < Number(quality) * 20
      return right === (truth === 1) ? 0.9 : 0.1
    })
    // From 5 to 15 ms, each as often: no percentile is a tie.
    const usual = 5 + ((answered++ * 7919) % 1000) / 100
    return { status: 200, body: `${answers.join('\n')}\n`, milliseconds: bad ? SLOW_MS : usual }
  })
}
