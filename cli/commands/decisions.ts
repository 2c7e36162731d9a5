import type { DecisionsAnswer } from '#shared/domain/api-answers.ts'
import { ago } from '../output/ago.ts'
import type { AddCommand } from '../program.ts'

/** Lists what was decided by itself, by which rule and why. */
export const addDecisions: AddCommand = (program, contextOf) => {
  program
    .command('decisions')
    .description('list what was decided about a model line, by which rule, and why')
    .argument('<model>', 'name of the model line')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab decisions flight-delay\n  trimtab decisions flight-delay --json | jq .decisions[0].evidence',
    )
    .action(async (model: string, _options, command) => {
      const context = contextOf(command)
      const api = await context.api()
      const answer = await api.request<DecisionsAnswer>('GET', ['models', model, 'decisions'])
      const now = context.surroundings.now()
      if (answer.decisions.length === 0) context.say(`nothing was decided about ${model} yet`)
      else {
        context.table(
          answer.decisions.map(({ at, subject, decision, rule, reason }) => {
            return { when: `${ago(at, now)} ago`, subject, decision, rule, reason }
          }),
        )
      }
      context.answer(answer)
    })
}
