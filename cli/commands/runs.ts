import type { Command } from 'commander'
import type { RunAnswer, RunsAnswer } from '#shared/domain/api-answers.ts'
import { ago, lasting } from '../output/ago.ts'
import { metricsText } from '../output/metrics-text.ts'
import { addPageOptions, nextPage, type PageOptions, pageQuery } from '../page-options.ts'
import type { AddCommand, Context } from '../program.ts'

/** Lists a model line's runs, newest first, or tells one of them. */
export const addRuns: AddCommand = (program, contextOf) => {
  const runs = program
    .command('runs')
    .description('list the runs of a model line, or tell one of them')
    .argument('<model>', 'name of the model line')
    .argument('[run]', 'id of a run')
    .addHelpText('after', '\nExamples:\n  trimtab runs flight-delay\n  trimtab runs flight-delay <run> --json')
  addPageOptions(runs).action(
    async (model: string, run: string | undefined, options: PageOptions, command: Command) => {
      const context = contextOf(command)
      const api = await context.api()
      if (run !== undefined) return tell(context, await api.request<RunAnswer>('GET', ['models', model, 'runs', run]))
      const answer = await api.request<RunsAnswer>('GET', ['models', model, 'runs'], undefined, pageQuery(options))
      if (answer.runs.length === 0) context.say(`${model} has had no run yet\nnext: trimtab run ${model} --wait`)
      else context.table(answer.runs.map((item) => row(item, context.surroundings.now())))
      const more = nextPage(`runs ${model}`, options, answer.next)
      if (more) context.say(more)
      context.answer(answer)
    },
  )
}

function row(item: RunAnswer, now: Date): Record<string, string> {
  return {
    run: item.run,
    status: item.status,
    started: `${ago(item.startedAt, now)} ago`,
    took: took(item, now),
    version: item.version === undefined ? '' : String(item.version),
    metrics: metricsText(item.metrics),
    reason: item.reason ?? item.step ?? '',
  }
}

function took({ startedAt, endedAt }: RunAnswer, now: Date): string {
  return lasting((endedAt ? Date.parse(endedAt) : now.getTime()) - Date.parse(startedAt))
}

function tell(context: Context, item: RunAnswer): void {
  const { colors, surroundings } = context
  const facts: [string, string | undefined][] = [
    ['status', item.status],
    ['step', item.endedAt ? undefined : item.step],
    ['reason', item.reason],
    ['started', item.startedAt],
    ['took', took(item, surroundings.now())],
    ['manifest', item.manifestVersion],
    ['version', item.version === undefined ? undefined : String(item.version)],
    ['metrics', metricsText(item.metrics) || undefined],
    ['triggers', item.triggers.length > 3 ? `${item.triggers.length} of them` : item.triggers.join(', ')],
    ['execution', item.executionArn],
  ]
  context.say(colors.bold(item.run))
  for (const [name, value] of facts) if (value !== undefined) context.say(`  ${name.padEnd(10)} ${value}`)
  for (const { outcome, reason } of item.verdict?.checks ?? []) context.say(`  ${outcome.padEnd(10)} ${reason}`)
  context.answer(item)
}
