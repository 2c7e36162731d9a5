import { type Place, type Selection, simulate } from './simulate.ts'
import { type Patience, watchOver } from './watch-over.ts'

/** What a worker is asked for; it answers with an `Outcome` or an error's text. */
export interface Order {
  seed: number
  place: Place
  patience: Patience
  selection?: Selection
}

// One seed after another: a process takes its chance from the seed that it simulates.
process.on('message', async ({ seed, place, patience, selection }: Order) => {
  try {
    const over = watchOver(patience)
    process.send!({ outcome: await simulate(seed, place, selection).finally(over) })
  } catch (error) {
    process.send!({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
process.on('disconnect', () => process.exit(0))
