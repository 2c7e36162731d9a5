import type { ApprovalAnswer } from '#shared/domain/api-answers.ts'
import type { AddCommand } from '../program.ts'

interface Options {
  reject?: boolean
  reason?: string
}

/** Answers a run that waits for a person. */
export const addApprove: AddCommand = (program, contextOf) => {
  program
    .command('approve')
    .description('approve or reject the candidate of a run that waits for a person')
    .argument('<model>', 'name of the model line')
    .argument('<run>', 'id of the run')
    .option('--reject', 'reject it instead')
    .option('--reason <text>', 'why, for the record')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab approve churn <run>\n  trimtab approve churn <run> --reject --reason "too many false alarms"',
    )
    .action(async (model: string, run: string, options: Options, command) => {
      const context = contextOf(command)
      const approve = !options.reject
      const api = await context.api()
      const reason = options.reason ?? (approve ? 'approved by hand' : 'rejected by hand')
      const answer = await api.request<ApprovalAnswer>('POST', ['models', model, 'runs', run, 'approval'], {
        approve,
        reason,
      })
      context.say(
        approve ? context.colors.green(`approved ${run}; it goes to traffic`) : `rejected ${run}; the champion stays`,
      )
      context.say(`next: trimtab runs ${model} ${run}`)
      context.answer(answer)
    })
}
