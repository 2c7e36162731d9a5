import { availableParallelism } from 'node:os'
import { InvalidArgumentError } from 'commander'
import { projectRoot } from '../connection/local-runtime.ts'
import type { AddCommand, Context } from '../program.ts'
import type { Outcome } from '../simulate/simulate.ts'
import { addSimulateScaling } from './simulate-scaling.ts'

interface Options {
  seeds: number
  from: number
  seed?: number
  shrink: boolean
  workers: number
}

/** Looks for faults that the service does not survive, in simulated time. */
export const addSimulate: AddCommand = (program, contextOf) => {
  const simulate = program
    .command('simulate')
    .description(
      'run the service under random faults on a virtual clock, and check every invariant; or: simulate scaling',
    )
    .option('--seeds <n>', 'how many seeds', count, 100)
    .option('--from <seed>', 'the first of them', count, 1)
    .option('--seed <n>', 'replay this seed alone, and print its history', count)
    .option('--no-shrink', 'leave out the search for the shortest history of a violation')
    .option('--workers <n>', 'processes beside each other', count, availableParallelism())
    .addHelpText(
      'after',
      `
Each seed draws model lines, what people do to them, and what goes wrong: throttles, crashes of functions, lost and
repeated events, failed and interrupted jobs. Ends with 1 when an invariant is violated.

Examples:
  trimtab simulate --seeds 1000        a thousand seeds on every core
  trimtab simulate --seed 42           seed 42 again, with its history
  trimtab simulate --seeds 20 --json   one JSON object`,
    )
    .action(async (options: Options, command) => {
      const context = contextOf(command)
      // Loaded here: the other commands need none of it.
      const [{ ensurePackaged }, { Pool }, { search }] = await Promise.all([
        import('../runtime/ensure-packaged.ts'),
        import('../simulate/pool.ts'),
        import('../simulate/search.ts'),
      ])
      const { packageDir } = await ensurePackaged(projectRoot, () => context.say('packaging the service'))
      const one = options.seed
      const seeds = one === undefined ? Array.from({ length: options.seeds }, (_, n) => options.from + n) : [one]
      const pool = new Pool(Math.min(options.workers, seeds.length), packageDir)
      try {
        const { found, last } = await searched(context, pool, seeds, search)
        const first = found.violated.find(({ history }) => history.length > 0)
        const shortest = first && options.shrink ? await shrunk(context, pool, first) : undefined
        if (shortest) tellShortest(context, shortest)
        else if (one !== undefined) tellHistory(context, last)
        for (const outcome of found.violated) tellViolations(context, outcome)
        const { violated, hours, ...counts } = found
        const ok = violated.length === 0
        context.say(
          `${counts.seeds} seeds: ${counts.runs} runs and ${counts.faults} faults in ${Math.round(hours)} simulated hours; ` +
            (ok ? context.colors.green('every invariant holds') : context.colors.red(`${violated.length} violated`)),
        )
        context.answer({
          ok,
          ...counts,
          hours: Math.round(hours),
          violated: violated.map(({ seed, violations }) => ({ seed, violations })),
          ...(shortest && { shortest }),
          ...(one !== undefined && { history: last.history }),
        })
        if (!ok) context.fail()
      } finally {
        pool.close()
      }
    })
  addSimulateScaling(simulate, contextOf)
}

function count(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('A whole number from 1 is needed.')
  return number
}

type Pool = import('../simulate/pool.ts').Pool
type SearchSeeds = typeof import('../simulate/search.ts').search

async function searched(context: Context, pool: Pool, seeds: number[], search: SearchSeeds) {
  const { createProgress } = await import('../simulate/progress.ts')
  const progress = createProgress(context, 'seeds', seeds.length)
  let last!: Outcome
  const found = await search(pool, seeds, (sofar, outcome) => {
    last = outcome
    progress.update(sofar.seeds, sofar.violated.length ? context.colors.red(`${sofar.violated.length} violated`) : '')
  }).finally(() => progress.stop())
  return { found, last }
}

async function shrunk(context: Context, pool: Pool, outcome: Outcome): Promise<Outcome> {
  const [{ shrink, MOST_TRIES }, { createProgress }] = await Promise.all([
    import('../simulate/shrink.ts'),
    import('../simulate/progress.ts'),
  ])
  const progress = createProgress(context, 'shortest history', MOST_TRIES)
  let tries = 0
  return shrink(
    outcome,
    (selection) => pool.run(outcome.seed, selection),
    (left) => progress.update(++tries, `${left} things happen`),
  ).finally(() => progress.stop())
}

function tellViolations({ say, colors }: Context, { seed, violations }: Outcome): void {
  for (const { invariant, what } of violations) say(`${colors.red('violated')}  seed ${seed}  ${invariant}: ${what}`)
}

function tellShortest(context: Context, { seed, selection, history }: Outcome): void {
  context.say(`The shortest history found of seed ${seed}. What goes wrong in it:`)
  for (const fault of selection.faults) context.say(`  ${fault}`)
  if (selection.faults.length === 0) context.say('  nothing')
  for (const line of history) tellLine(context, line)
  context.say(`Again: trimtab simulate --seed ${seed}\n`)
}

function tellHistory(context: Context, { history }: Outcome): void {
  for (const line of history) tellLine(context, line)
}

function tellLine({ say }: Context, { at, kind, what }: Outcome['history'][number]): void {
  say(`${at}  ${kind.padEnd(8)}  ${what}`)
}
