import type { OrphansAnswer } from '#shared/domain/api-answers.ts'
import type { AddCommand } from '../program.ts'

/** Lists what Trimtab's models leave in SageMaker: what costs money, and why it is still there. */
export const addOrphans: AddCommand = (program, contextOf) => {
  program
    .command('orphans')
    .description('list what stands in SageMaker for this stage, what it runs on, and why it is still there')
    .option('--all', 'also what is there for a good reason and costs nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab orphans\n  trimtab orphans --all --json | jq ".resources[] | select(.sweep)"',
    )
    .action(async ({ all }: { all?: boolean }, command) => {
      const context = contextOf(command)
      const api = await context.api()
      const answer = await api.request<OrphansAnswer>('GET', ['orphans'])
      const shown = answer.resources.filter(({ kind, model, until }) => all || kind === 'endpoint' || !model || until)
      if (shown.length === 0) context.say('nothing stands in SageMaker but what serves')
      else
        context.table(
          shown.map(({ kind, name, model, runsOn, why, until }) => {
            return { kind, name, model: model ?? '', 'runs on': runsOn ?? '', until: until?.slice(0, 16) ?? '', why }
          }),
        )
      context.answer(answer)
    })
}
