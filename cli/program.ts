import { Command } from 'commander'
import { addApply } from './commands/apply.ts'
import { addApprove } from './commands/approve.ts'
import { addDecisions } from './commands/decisions.ts'
import { addDemo } from './commands/demo.ts'
import { addInvoke } from './commands/invoke.ts'
import { addLogs } from './commands/logs.ts'
import { addPlan } from './commands/plan.ts'
import { addRun } from './commands/run.ts'
import { addRuns } from './commands/runs.ts'
import { addUp } from './commands/up.ts'
import { addValidate } from './commands/validate.ts'
import { createContext, type GlobalOptions } from './context.ts'
import type { Surroundings } from './surroundings.ts'

/** Adds one command to the program. */
export type AddCommand = (program: Command, contextOf: (command: Command) => Context) => void
export type Context = ReturnType<typeof createContext>

/** In the order in which a newcomer needs them. */
const commands: AddCommand[] = [
  addDemo,
  addUp,
  addValidate,
  addApply,
  addPlan,
  addRun,
  addRuns,
  addDecisions,
  addApprove,
  addInvoke,
  addLogs,
]

export function createProgram(surroundings: Surroundings, setExitCode: (code: number) => void): Command {
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
  for (const add of commands) add(program, contextOf)
  for (const command of program.commands) command.copyInheritedSettings(program)
  return program
}

const whereItLooks = `
Where it looks for Trimtab, first match wins:
  1. --api, TRIMTAB_API_URL
  2. --stage, TRIMTAB_STAGE: the outputs of the stack trimtab-<stage> in the account of your AWS credentials
  3. a runtime that 'trimtab up' started: .trimtab/runtime.json here, above, or in the project
  4. the stack trimtab-dev in the account of your AWS credentials
`
