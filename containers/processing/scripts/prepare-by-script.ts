import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Arguments } from '../arguments.ts'
import { listDataFiles } from '../data-files.ts'
import type { Folders } from '../folders.ts'
import { PrepareError } from '../prepare-error.ts'
import type { Split } from '../sql/prepared-table.ts'
import { checkOutputs } from './check-outputs.ts'

/**
 * Runs `prepare.py` or `prepare.mjs` with `--input`, `--output`, `--format`, `--label` and `--slices`, in the folder of
 * its code, then checks what it wrote under the output folder. Returns the rows of each split.
 */
export async function prepareByScript(folders: Folders, by: Arguments): Promise<Record<Split, number>> {
  const script = join(folders.code, by.recipe)
  if (!existsSync(script)) {
    throw new PrepareError(`The recipe '${by.recipe}' is not among the code files; upload it beside model.yaml.`)
  }
  listDataFiles(folders.data)
  for (const folder of [
    folders.train,
    folders.validation,
    folders.holdoutFeatures,
    folders.holdoutLabels,
    folders.report,
  ]) {
    mkdirSync(folder, { recursive: true })
  }
  const program = by.recipe.endsWith('.py') ? 'python3' : process.execPath
  await run(
    program,
    [
      script,
      ...['--input', folders.data, '--output', folders.output],
      ...['--format', by.format, '--label', by.label, '--slices', by.slices.join(',')],
    ],
    folders.code,
    by.recipe,
  )
  return checkOutputs(folders, by)
}

function run(program: string, args: string[], cwd: string, recipe: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'inherit', 'pipe'] })
    let lastLine = ''
    let rest = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      process.stderr.write(text)
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      lastLine = lines.filter((line) => line.trim() !== '').at(-1) ?? lastLine
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'ENOENT'
          ? `needs ${program}, which this machine does not have`
          : `did not start: ${error.message}`
      reject(new PrepareError(`${recipe} ${why}; install it or write the recipe in SQL.`))
    })
    child.on('close', (code, signal) => {
      if (code === 0) return resolve()
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`
      reject(new PrepareError(`${recipe} ${how}${lastLine || rest ? `: ${(rest.trim() || lastLine).trim()}` : '.'}`))
    })
  })
}
