import { Command } from 'commander'
import { createContext, type GlobalOptions } from './context.ts'
import type { Surroundings } from './surroundings.ts'

/** Adds one command to the program. */
export type AddCommand = (program: Command, contextOf: (command: Command) => Context) => void
export type Context = ReturnType<typeof createContext>

/** In the order in which a newcomer needs them. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  demo: async () => (await import('./commands/demo.ts')).addDemo,
  up: async () => (await import('./commands/up.ts')).addUp,
  validate: async () => (await import('./commands/validate.ts')).addValidate,
  apply: async () => (await import('./commands/apply.ts')).addApply,
  plan: async () => (await import('./commands/plan.ts')).addPlan,
  run: async () => (await import('./commands/run.ts')).addRun,
  runs: async () => (await import('./commands/runs.ts')).addRuns,
  decisions: async () => (await import('./commands/decisions.ts')).addDecisions,
  approve: async () => (await import('./commands/approve.ts')).addApprove,
  rollouts: async () => (await import('./commands/rollouts.ts')).addRollouts,
  rollback: async () => (await import('./commands/rollback.ts')).addRollback,
  promote: async () => (await import('./commands/promote.ts')).addPromote,
  park: async () => (await import('./commands/park.ts')).addPark,
  wake: async () => (await import('./commands/wake.ts')).addWake,
  score: async () => (await import('./commands/score.ts')).addScore,
  orphans: async () => (await import('./commands/orphans.ts')).addOrphans,
  invoke: async () => (await import('./commands/invoke.ts')).addInvoke,
  logs: async () => (await import('./commands/logs.ts')).addLogs,
  simulate: async () => (await import('./commands/simulate.ts')).addSimulate,
}

/** The commands that the arguments name, or all when they name none: what others need is not loaded. */
function wanted(args: string[]): Promise<AddCommand[]> {
  const named = Object.keys(commands).filter((name) => args.includes(name))
  return Promise.all((named.length > 0 ? named : Object.keys(commands)).map((name) => commands[name]!()))
}

export async function createProgram(
  args: string[],
  surroundings: Surroundings,
  setExitCode: (code: number) => void,
): Promise<Command> {
  const program = new Command('trimtab')
    .description('Keeps machine-learning models on Amazon SageMaker on course: on this machine, or in an AWS account.')
    .option('--json', 'print one JSON value and nothing else')
    .option('--api <url>', 'base URL of the HTTP API (or TRIMTAB_API_URL)')
    .option('--stage <name>', 'use the stack trimtab-<name> in the AWS account (or TRIMTAB_STAGE)')
    .option('--region <name>', 'AWS region (or AWS_REGION)')
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(surroundings.width, 110) })
    .configureOutput({ writeOut: surroundings.out, writeErr: surroundings.err })
    .showHelpAfterError('(trimtab --help lists the commands)')
    .exitOverride()
    .addHelpText('after', whereItLooks)
  const contextOf = (command: Command) =>
    createContext(surroundings, command.optsWithGlobals<GlobalOptions>(), setExitCode)
  for (const add of await wanted(args)) add(program, contextOf)
  inherit(program)
  return program
}

function inherit(program: Command): void {
  for (const command of program.commands) inherit(command.copyInheritedSettings(program))
}

const whereItLooks = `
Where it looks for Trimtab, first match wins:
  1. --api, TRIMTAB_API_URL
  2. --stage, TRIMTAB_STAGE: the outputs of the stack trimtab-<stage> in the account of your AWS credentials
  3. a runtime that 'trimtab up' started: .trimtab/runtime.json here, above, or in the project
  4. the stack trimtab-dev in the account of your AWS credentials
`
