import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../program.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

interface Options {
  days: number
  html?: string
}

/** Replays a week of a service that scales. */
export function addDemoStoreDemand(demo: Command, contextOf: (command: Command) => Context): void {
  demo
    .command('store-demand')
    .description(
      'replay a week before Christmas of a service that scales, on a clock that jumps: capacity against demand',
    )
    .option('--days <n>', 'only so many days, from Monday', days, 7)
    .option('--html <file>', 'write a page with demand, capacity and misses over time')
    .addHelpText(
      'after',
      `
A model learns from real orders how much each store sells a day, is deployed, and is then asked as often as the orders
of a real week would have it: every request is sent, Application Auto Scaling's control loops answer to the endpoint's
metrics, and nothing waits for the clock on the wall.

Examples:
  trimtab demo store-demand                     with progress and a drawing; takes about a minute
  trimtab demo store-demand --html week.html    and the page
  trimtab demo store-demand --days 1 --json     a day of it; one JSON object as the last line`,
    )
    .action(async (options: Options, command: Command) => {
      const context = contextOf(command)
      const { surroundings, json } = context
      const [{ runStoreDemand }, { createScreen }] = await Promise.all([
        import('../demo/store-demand/run-store-demand.ts'),
        import('../demo/screen.ts'),
      ])
      const { result, page } = await untilInterrupted((signal) =>
        runStoreDemand(createScreen(surroundings, json), { days: options.days, width: surroundings.width, signal }),
      )
      if (options.html) {
        writeFileSync(resolve(surroundings.cwd, options.html), page)
        context.say(`\nwritten to ${options.html}`)
      }
      if (json) surroundings.out(`${JSON.stringify(result)}\n`)
      if (!result.ok) context.fail()
    })
}

/** Work that Ctrl-C ends in good order. */
async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const interrupt = () => controller.abort(new CliError('interrupted', { name: 'Interrupted' }))
  for (const signal of SIGNALS) process.once(signal, interrupt)
  try {
    return await work(controller.signal)
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt)
  }
}

function days(text: string): number {
  if (/^[1-7]$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A whole number from 1 to 7 is needed.')
}
