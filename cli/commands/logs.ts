import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { durationOption } from '../duration-option.ts'
import { readEvents } from '../logs/read-events.ts'
import { type LogSource, sourcesOf } from '../logs/sources.ts'
import type { AddCommand, Context } from '../program.ts'

interface Options {
  run?: string
  since: number
  follow?: boolean
}

const interval = 2000

/** Prints the log lines of a model line's jobs and endpoint, or of one function, in the order of time. */
export const addLogs: AddCommand = (program, contextOf) => {
  program
    .command('logs')
    .description('print the logs of a model line’s jobs and endpoint, or of one function')
    .argument('<name>', 'a model line, or a function such as onDataUploaded')
    .option('--run <run>', 'only the jobs of this run')
    .addOption(durationOption('--since <duration>', 'how far back', '1h'))
    .option('--follow', 'go on as lines come; Ctrl-C ends it')
    .addHelpText('after', '\nExamples:\n  trimtab logs flight-delay --since 1d\n  trimtab logs onDataUploaded --follow')
    .action(async (name: string, options: Options, command) => {
      const context = contextOf(command)
      const { client: config, stage } = await context.connection()
      const client = new CloudWatchLogsClient(config)
      const sources = await sourcesOf(client, await context.api(), { name, stage, run: options.run })
      await print(context, client, sources, options)
    })
}

async function print(context: Context, client: CloudWatchLogsClient, sources: LogSource[], { since, follow }: Options) {
  const { surroundings, colors } = context
  const seen = new Set<string>()
  let from = surroundings.now().getTime() - since * 1000
  let count = 0
  do {
    for (const event of await readEvents(client, sources, from)) {
      if (seen.has(event.id)) continue
      seen.add(event.id)
      count += 1
      from = Math.max(from, event.time)
      if (context.json) surroundings.out(`${JSON.stringify(event)}\n`)
      else
        context.say(
          `${colors.dim(new Date(event.time).toISOString())} ${colors.cyan(event.stream)} ${event.message.trimEnd()}`,
        )
    }
    if (follow) await surroundings.sleep(interval)
  } while (follow)
  if (count === 0)
    context.say(`no lines in ${sources.map(({ group }) => group).join(', ')}; look further back with --since`)
}
