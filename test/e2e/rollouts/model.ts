import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InlineProgram } from '#local/sagemaker/containers/inline-container.ts'

/** How a model behaves in traffic. Scoring the hold-out it is always as good as one can be, so that it comes that far. */
export interface Behaviour {
  /** Ends before it is healthy. */
  crashesAtStart?: boolean
  /** Ends so many milliseconds after it came up. */
  crashesAfter?: number
  /** Fails at requests whose row begins so. */
  failsOn?: string
  /** Fails at everything from so many milliseconds after it came up. */
  failsAfter?: number
  /** Milliseconds that each request takes longer than the one before it. */
  slowsBy?: number
}

/** Stands in for XGBoost's image: its model is how it behaves. */
export async function run({ args, folder, environment, sleep, serve }: InlineProgram): Promise<number> {
  const place = join(folder, 'model/behaviour')
  if (args[0] !== 'serve') {
    writeFileSync(place, readFileSync(join(folder, 'input/data/train/train.csv')))
    return 0
  }
  const scores = environment['SAGEMAKER_BATCH'] !== undefined
  const behaviour: Behaviour = scores ? {} : JSON.parse(readFileSync(place, 'utf8'))
  if (behaviour.crashesAtStart) return 1
  // A container takes its time; who crashes is away for so long.
  if (!scores) await sleep(20_000)
  let [served, broken] = [0, false]
  const serves = serve(async (body) => {
    const rows = body.toString().trim().split('\n')
    // From 0.1 to 0.3 ms, each as often: no percentile is a tie.
    const milliseconds = 0.1 + ((served * 7919) % 1000) / 5000 + (behaviour.slowsBy ?? 0) * served
    served++
    if (broken || (behaviour.failsOn !== undefined && rows.some((row) => row.startsWith(behaviour.failsOn!))))
      return { status: 500, body: 'something broke', milliseconds }
    return { status: 200, body: `${rows.map((row) => (row.startsWith('1') ? 0.9 : 0.1)).join('\n')}\n`, milliseconds }
  })
  // It may be stopped before.
  if (behaviour.failsAfter !== undefined)
    void sleep(behaviour.failsAfter).then(
      () => (broken = true),
      () => {},
    )
  if (behaviour.crashesAfter === undefined) return serves
  await sleep(behaviour.crashesAfter)
  return 1
}
