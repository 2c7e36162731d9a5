import { CommanderError } from 'commander'
import { tellError } from './output/tell-error.ts'
import { createProgram } from './program.ts'
import type { Surroundings } from './surroundings.ts'

/** Exit codes: 0 done, 1 it failed or was refused, 2 the command line itself was wrong. */
export async function run(args: string[], surroundings: Surroundings): Promise<number> {
  let exitCode = 0
  const program = await createProgram(args, surroundings, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    tellError(error, surroundings, args.includes('--json'))
    return 1
  }
}
