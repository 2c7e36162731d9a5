import { askSwitch } from '../ask-switch.ts'
import type { AddCommand } from '../program.ts'

/** Has a line serve as it is deployed, until its manifest's next time comes. */
export const addWake: AddCommand = (program, contextOf) => {
  program
    .command('wake')
    .description('bring a line back that is parked or served in another way, until the next time of its manifest')
    .argument('<model>', 'name of the model line')
    .option('--reason <text>', 'why, for the record')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab wake flight-delay\n  trimtab wake flight-delay --reason "a demo tonight"',
    )
    .action((model: string, { reason }: { reason?: string }, command) =>
      askSwitch(contextOf(command), { model, to: 'home', reason: reason ?? 'woken by hand' }),
    )
}
