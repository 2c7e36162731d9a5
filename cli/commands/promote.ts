import type { AskRolloutAnswer } from '#shared/domain/api-answers.ts'
import type { AddCommand } from '../program.ts'

/** Lets the challenger of a judged rollout that waits at its gate have all requests. */
export const addPromote: AddCommand = (program, contextOf) => {
  program
    .command('promote')
    .description('let the challenger of a judged rollout that waits at its gate have all requests')
    .argument('<model>', 'name of the model line')
    .option('--reason <text>', 'why, for the record')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab promote flight-delay\n  trimtab promote flight-delay --reason "reviewed"',
    )
    .action(async (model: string, { reason }: { reason?: string }, command) => {
      const context = contextOf(command)
      const api = await context.api()
      const answer = await api.request<AskRolloutAnswer>('POST', ['models', model, 'rollout'], {
        ask: 'promote',
        reason: reason ?? 'promoted by hand',
      })
      context.say(`${context.colors.green(answer.rollout)} goes on at its next check, unless that takes it back`)
      context.say(`next: trimtab rollouts ${model}`)
      context.answer(answer)
    })
}
