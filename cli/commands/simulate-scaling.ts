import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { Context } from '../program.ts'
import type { Measured } from '../simulate/scaling/measured-instance.ts'

interface Options extends Measured {
  trace: string
  suggest?: boolean
  over?: number
  timezone: string
  price: number
  html?: string
}

/** Runs scaling policies over a trace of traffic. */
export function addSimulateScaling(simulate: Command, contextOf: (command: Command) => Context): void {
  simulate
    .command('scaling')
    .description('run scaling policies over a trace of traffic, beside an oracle that knows the future')
    .argument('<manifest>', 'folder with a model.yaml, or such a file')
    .requiredOption('--trace <file>', 'CSV with a time column and a count column, at any fixed interval')
    .option('--suggest', 'propose a policy: tuned on the first 70 % of the trace, all judged on the rest')
    .option('--over <fraction>', 'requests that a suggestion may leave beyond capacity, such as 0.001', fraction)
    .option('--timezone <name>', 'zone of times that say none, and of proposed schedules', zone, 'UTC')
    .option('--per-minute <n>', 'requests that one instance serves in a minute at its latency objective', positive)
    .option('--service-time <ms>', 'or: time of one request on an idle instance', positive)
    .option('--latency <ms>', 'and the latency objective', positive)
    .option('--concurrency <n>', 'requests that an instance works on at once', positive, 1)
    .option('--start-minutes <n>', 'minutes until a new instance serves', minutes, 4)
    .option('--price <amount>', 'price of an instance-hour', positive, 0.115)
    .option('--html <file>', 'write a page with demand, capacity and misses over time')
    .addHelpText(
      'after',
      `
Compared are the manifest's own policies, plain target tracking at 70 %, a fixed fleet at the peak, and the suggestion.
What an instance serves is taken from the options above, or from scale.target in the manifest.

Examples:
  trimtab simulate scaling models/store-demand --trace traffic.csv
  trimtab simulate scaling models/store-demand --trace traffic.csv --suggest --timezone Asia/Manila
  trimtab simulate scaling models/store-demand --trace traffic.csv --html scaling.html --json`,
    )
    .action(async (manifest: string, options: Options, command: Command) => {
      const context = contextOf(command)
      const [{ simulateScaling }, { tellScaling }] = await Promise.all([
        import('../simulate/scaling/simulate-scaling.ts'),
        import('../simulate/scaling/tell-scaling.ts'),
      ])
      const result = simulateScaling(manifest, options, context.surroundings.cwd)
      tellScaling(context, result, options.price)
      if (options.html) {
        const { scalingPage } = await import('../simulate/scaling/page.ts')
        writeFileSync(resolve(context.surroundings.cwd, options.html), scalingPage(result.page))
        context.say(`written to ${options.html}`)
      }
      context.answer(result.answer)
    })
}

function positive(text: string): number {
  const number = Number(text)
  if (!(number > 0 && Number.isFinite(number))) throw new InvalidArgumentError('A number above 0 is needed.')
  return number
}

function fraction(text: string): number {
  const number = Number(text)
  if (!(text.trim() !== '' && number >= 0 && number < 1))
    throw new InvalidArgumentError('A number from 0 and below 1 is needed.')
  return number
}

function minutes(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0 || number > 60) {
    throw new InvalidArgumentError('A whole number from 0 to 60 is needed.')
  }
  return number
}

function zone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch {
    throw new InvalidArgumentError('An IANA time zone is needed, such as Asia/Manila.')
  }
}
