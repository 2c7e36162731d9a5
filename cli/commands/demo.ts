import type { AddCommand } from '../program.ts'
import { addDemoStoreDemand } from './demo-store-demand.ts'

export const addDemo: AddCommand = (program, contextOf) => {
  const demo = program
    .command('demo')
    .description(
      'run the whole loop here, on real flights: upload, train, judge, deploy, serve, refuse, roll out, roll back',
    )
    .addHelpText(
      'after',
      `
Examples:
  trimtab demo          with progress and a summary
  trimtab demo --json   one JSON object as the last line
  trimtab demo store-demand --help   another demo: a week of a service that scales`,
    )
    .action(async (_options, command) => {
      const context = contextOf(command)
      // Loaded here: the other commands need neither the runtime nor DuckDB.
      const [{ runDemo }, { createScreen }] = await Promise.all([
        import('../demo/run-demo.ts'),
        import('../demo/screen.ts'),
      ])
      const { surroundings, json } = context
      const result = await runDemo(createScreen(surroundings, json))
      if (json) surroundings.out(`${JSON.stringify(result)}\n`)
      if (!result.ok) context.fail()
    })
  addDemoStoreDemand(demo, contextOf)
}
