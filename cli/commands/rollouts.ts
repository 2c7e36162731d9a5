import type { Command } from 'commander'
import type { RolloutsAnswer } from '#shared/domain/api-answers.ts'
import { ago } from '../output/ago.ts'
import { addPageOptions, nextPage, type PageOptions, pageQuery } from '../page-options.ts'
import type { AddCommand, Context } from '../program.ts'

/** Lists how versions came to traffic and were taken back, newest first. */
export const addRollouts: AddCommand = (program, contextOf) => {
  const rollouts = program
    .command('rollouts')
    .description('list how versions of a model line came to traffic, and were taken back')
    .argument('<model>', 'name of the model line')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab rollouts flight-delay\n  trimtab rollouts flight-delay --json | jq .rollouts[0]',
    )
  addPageOptions(rollouts).action(async (model: string, options: PageOptions, command: Command) => {
    const context = contextOf(command)
    const api = await context.api()
    const answer = await api.request<RolloutsAnswer>(
      'GET',
      ['models', model, 'rollouts'],
      undefined,
      pageQuery(options),
    )
    if (answer.rollouts.length === 0) context.say(`nothing of ${model} came to traffic yet`)
    else context.table(answer.rollouts.map((item) => row(context, item)))
    const more = nextPage(`rollouts ${model}`, options, answer.next)
    if (more) context.say(more)
    context.answer(answer)
  })
}

function row({ surroundings }: Context, item: RolloutsAnswer['rollouts'][number]): Record<string, string> {
  const { rollout, type, phase, weight, challenger, champion, startedAt, watchUntil, reason } = item
  return {
    rollout,
    type,
    phase,
    weight: `${weight} %`,
    version: challenger.version === undefined ? '' : String(challenger.version),
    before: champion ? String(champion.version) : '',
    started: `${ago(startedAt, surroundings.now())} ago`,
    reason: reason ?? (watchUntil ? `watched until ${watchUntil}` : ''),
  }
}
