import { stringify } from 'yaml'
import type { PlanAnswer } from '#shared/domain/api-answers.ts'
import type { AddCommand } from '../program.ts'

/** A dry run: the requests that a run would send. */
export const addPlan: AddCommand = (program, contextOf) => {
  program
    .command('plan')
    .description('show every request that a run would send, and send none')
    .argument('<model>', 'name of the model line')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab plan flight-delay\n  trimtab plan flight-delay --json | jq .requests[].operation',
    )
    .action(async (model: string, _options, command) => {
      const context = contextOf(command)
      const { colors } = context
      const api = await context.api()
      const plan = await api.request<PlanAnswer>('POST', ['models', model, 'plan'], {})
      context.say(`A run of ${colors.bold(model)} would send ${plan.requests.length} requests; nothing was sent.`)
      plan.requests.forEach(({ service, operation, input }, index) => {
        context.say(`\n${colors.bold(`${index + 1}. ${service} ${operation}`)}`)
        context.say(indented(stringify(input, { lineWidth: 0 })))
      })
      if (plan.notes.length > 0) context.say()
      for (const note of plan.notes) context.say(`note: ${note}`)
      context.answer(plan)
    })
}

function indented(text: string): string {
  return text.trimEnd().replace(/^/gm, '   ')
}
