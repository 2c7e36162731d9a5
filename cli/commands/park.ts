import { askSwitch } from '../ask-switch.ts'
import type { AddCommand } from '../program.ts'

/** Takes a line's endpoint away until it is woken, or its manifest's next time comes. */
export const addPark: AddCommand = (program, contextOf) => {
  program
    .command('park')
    .description('take the endpoint of a line away until it is woken, or the next time of its manifest comes')
    .argument('<model>', 'name of a model line whose manifest says switch.production: false')
    .option('--reason <text>', 'why, for the record')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab park flight-delay\n  trimtab park flight-delay --reason "over the holidays"',
    )
    .action((model: string, { reason }: { reason?: string }, command) =>
      askSwitch(contextOf(command), { model, to: 'parked', reason: reason ?? 'parked by hand' }),
    )
}
