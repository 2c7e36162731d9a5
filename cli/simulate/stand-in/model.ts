import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InlineProgram } from '#local/sagemaker/containers/inline-container.ts'
import { minutesOf } from './minutes.ts'

/** Stands in for XGBoost's image: its model is one number, the share of rows that it gets right. */
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
  await sleep(environment['SAGEMAKER_BATCH'] ? 60_000 : minutesOf(folder, 2, 4.8))
  const quality = Number(readFileSync(join(folder, 'model/quality'), 'utf8'))
  return serve(async (body) => {
    const rows = body.toString().trim().split('\n')
    const answers = rows.map((row) => {
      const [truth, number] = row.split(',').map(Number)
      const right = (number! * 7) % 20 < quality * 20
      return right === (truth === 1) ? 0.9 : 0.1
    })
    return `${answers.join('\n')}\n`
  })
}
