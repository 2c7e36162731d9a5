import { InvalidArgumentError } from 'commander'
import type { RollbackAnswer } from '#shared/domain/api-answers.ts'
import type { AddCommand } from '../program.ts'

interface Options {
  to?: number
  reason?: string
}

/** Takes an endpoint back to a version that served before, or ends the judged rollout that is on. */
export const addRollback: AddCommand = (program, contextOf) => {
  program
    .command('rollback')
    .description('take an endpoint back to the version before, or end the judged rollout that is on')
    .argument('<model>', 'name of the model line')
    .option('--to <version>', 'to this version instead', version)
    .option('--reason <text>', 'why, for the record')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab rollback flight-delay\n  trimtab rollback flight-delay --to 3 --reason "late by an hour since noon"',
    )
    .action(async (model: string, { to, reason }: Options, command) => {
      const context = contextOf(command)
      const api = await context.api()
      const answer = await api.request<RollbackAnswer>('POST', ['models', model, 'rollback'], {
        ...(to !== undefined && { to }),
        reason: reason ?? 'asked for by hand',
      })
      context.say(`${context.colors.green(answer.rollout)}: ${answer.reason}`)
      context.say(`next: trimtab rollouts ${model}`)
      context.answer(answer)
    })
}

function version(text: string): number {
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected the number of a version, as `trimtab rollouts` lists them')
}
