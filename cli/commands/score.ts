import type { ScoreRequestAnswer } from '#shared/domain/api-answers.ts'
import type { AddCommand } from '../program.ts'

/** Has files scored by the champion of a model line in mode batch. */
export const addScore: AddCommand = (program, contextOf) => {
  program
    .command('score')
    .description('have files scored by a model line in mode batch')
    .argument('<model>', 'name of the model line')
    .option('--source <key>', 'one file, or all under a prefix that ends with /, in the service’s bucket')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab score churn\n  trimtab score churn --source score/churn/2026-03.csv\n\nWithout --source, all that lies where the manifest says is scored.',
    )
    .action(async (model: string, { source }: { source?: string }, command) => {
      const context = contextOf(command)
      const api = await context.api()
      const answer = await api.request<ScoreRequestAnswer>('POST', ['models', model, 'scores'], {
        ...(source !== undefined && { source }),
      })
      context.say(`${context.colors.green(answer.score)}: ${answer.source} is scored`)
      context.say(`next: trimtab decisions ${model}`)
      context.answer(answer)
    })
}
