import { SFNClient } from '@aws-sdk/client-sfn'
import type { RunAnswer, RunsAnswer } from '#shared/domain/api-answers.ts'
import { CliError } from './cli-error.ts'
import { currentStep } from './current-step.ts'
import { lasting } from './output/ago.ts'
import type { Context } from './program.ts'

const interval = 1000

/**
 * Follows the run that takes up a trigger, which need not be on yet, and says each step as it comes.
 * Throws CliError when it has not ended after `timeout` seconds.
 */
export async function followRun(context: Context, model: string, trigger: string, timeout: number): Promise<RunAnswer> {
  const { surroundings, colors } = context
  const api = await context.api()
  const machines = new SFNClient((await context.connection()).client)
  const begun = surroundings.now()
  let run: string | undefined
  let told: string | undefined
  while (surroundings.now().getTime() - begun.getTime() < timeout * 1000) {
    run ??= await runOf(trigger)
    if (run !== undefined) {
      const state = await api.request<RunAnswer>('GET', ['models', model, 'runs', run])
      const step = (await stepOf(state)) ?? state.status
      if (step !== told) context.say(`${colors.dim(elapsed().padStart(5))}  ${step}${hint(state)}`)
      told = step
      if (state.endedAt !== undefined) return ended(state)
    }
    await surroundings.sleep(interval)
  }
  throw new CliError(`${run ? `run ${run}` : 'the run'} has not ended after ${lasting(timeout * 1000)}`, {
    name: 'TimedOut',
    next: `it goes on by itself; see where it is: trimtab runs ${model}${run ? ` ${run}` : ''}`,
  })

  async function runOf(id: string): Promise<string | undefined> {
    const { runs } = await api.request<RunsAnswer>('GET', ['models', model, 'runs'])
    return runs.find(({ triggers }) => triggers.includes(id))?.run
  }

  async function stepOf({ status, executionArn, endedAt }: RunAnswer): Promise<string | undefined> {
    if (status !== 'running' || endedAt !== undefined || executionArn === undefined) return undefined
    return currentStep(machines, executionArn)
  }

  function hint({ status, run: id }: RunAnswer): string {
    return status === 'awaiting-approval' ? `: trimtab approve ${model} ${id}` : ''
  }

  function elapsed(): string {
    return lasting(surroundings.now().getTime() - begun.getTime())
  }

  function ended(state: RunAnswer): RunAnswer {
    const color = state.status === 'deployed' ? colors.green : colors.red
    const version = state.version === undefined ? '' : `, version ${state.version}`
    context.say(`${color(state.status)}${version}${state.reason ? `: ${state.reason}` : ''}`)
    return state
  }
}
