import type { Command } from 'commander'
import type { DecisionsAnswer } from '#shared/domain/api-answers.ts'
import { ago } from '../output/ago.ts'
import { addPageOptions, nextPage, type PageOptions, pageQuery } from '../page-options.ts'
import type { AddCommand } from '../program.ts'

/** Lists what was decided by itself, by which rule and why. */
export const addDecisions: AddCommand = (program, contextOf) => {
  const decisions = program
    .command('decisions')
    .description('list what was decided about a model line, by which rule, and why')
    .argument('<model>', 'name of the model line')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab decisions flight-delay\n  trimtab decisions flight-delay --json | jq .decisions[0].evidence',
    )
  addPageOptions(decisions).action(async (model: string, options: PageOptions, command: Command) => {
    const context = contextOf(command)
    const api = await context.api()
    const answer = await api.request<DecisionsAnswer>(
      'GET',
      ['models', model, 'decisions'],
      undefined,
      pageQuery(options),
    )
    const now = context.surroundings.now()
    if (answer.decisions.length === 0) context.say(`nothing was decided about ${model} yet`)
    else {
      context.table(
        answer.decisions.map(({ at, subject, decision, rule, reason }) => {
          return { when: `${ago(at, now)} ago`, subject, decision, rule, reason }
        }),
      )
    }
    const more = nextPage(`decisions ${model}`, options, answer.next)
    if (more) context.say(more)
    context.answer(answer)
  })
}
