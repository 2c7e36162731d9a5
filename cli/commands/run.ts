import { randomUUID } from 'node:crypto'
import type { RunRequestAnswer } from '#shared/domain/api-answers.ts'
import { durationOption } from '../duration-option.ts'
import { followRun } from '../follow-run.ts'
import type { AddCommand } from '../program.ts'

interface Options {
  reason?: string
  key?: string
  wait?: boolean
  timeout: number
}

/** Asks for a run and, when told so, follows it to its end. */
export const addRun: AddCommand = (program, contextOf) => {
  program
    .command('run')
    .description('start a run now, past quiet period, cooldown and daily cap')
    .argument('<model>', 'name of the model line')
    .option('--reason <text>', 'why, for the record')
    .option('--key <text>', 'idempotency key: the same key starts nothing twice')
    .option('--wait', 'follow the run to its end; exit code 1 when its version does not serve')
    .addOption(durationOption('--timeout <duration>', 'with --wait, give up after this long', '1d'))
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab run flight-delay --wait\n  trimtab run flight-delay --reason "new labels" --key labels-2026-03',
    )
    .action(async (model: string, options: Options, command) => {
      const context = contextOf(command)
      const api = await context.api()
      const asked = { reason: options.reason, idempotencyKey: options.key ?? randomUUID() }
      const answer = await api.request<RunRequestAnswer>('POST', ['models', model, 'runs'], asked)
      const { decision, rule, reason } = answer.decision
      const heading =
        decision === 'start' ? context.colors.green(`run ${answer.run} starts`) : context.colors.yellow(decision)
      context.say(`${heading} (${rule}): ${reason}`)
      if (!options.wait) {
        context.say(`next: trimtab runs ${model}${answer.run ? ` ${answer.run}` : ''}`)
        return context.answer(answer)
      }
      const ended = await followRun(context, model, answer.trigger, options.timeout)
      context.answer({ ...answer, ended })
      if (ended.status !== 'deployed') context.fail()
    })
}
