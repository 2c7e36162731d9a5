import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { type Arguments, readArguments } from './arguments.ts'
import { jobFolders } from './folders.ts'
import { PrepareError } from './prepare-error.ts'
import { prepareByScript } from './scripts/prepare-by-script.ts'
import { prepareBySql } from './sql/prepare-by-sql.ts'

const MESSAGE_CHARACTERS = 1024

const folders = jobFolders()

function prepare(by: Arguments) {
  switch (extname(by.recipe)) {
    case '.sql':
      return prepareBySql(folders, by)
    case '.py':
    case '.mjs':
      return prepareByScript(folders, by)
    default:
      throw new PrepareError(`The recipe '${by.recipe}' is of no kind that runs here; allowed: .sql, .py, .mjs.`)
  }
}

function leaveMessage(text: string): void {
  mkdirSync(dirname(folders.message), { recursive: true })
  writeFileSync(folders.message, text.slice(0, MESSAGE_CHARACTERS))
}

try {
  const rows = await prepare(readArguments(process.argv.slice(2)))
  const text = `Prepared ${rows.train} rows for training, ${rows.validation} for validation, ${rows.holdout} held out.`
  console.log(`INFO: ${text}`)
  leaveMessage(text)
} catch (error) {
  const text =
    error instanceof PrepareError ? error.message : `The processing container failed: ${(error as Error).message}`
  console.error(`ERROR: ${text}`)
  if (!(error instanceof PrepareError)) console.error((error as Error).stack)
  leaveMessage(text)
  process.exitCode = 1
}
