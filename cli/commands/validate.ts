import { ManifestInvalid } from '#shared/errors.ts'
import { notYetSupported } from '#shared/manifest/not-yet-supported.ts'
import { readModelFolder } from '../model-folder.ts'
import { problemLines } from '../output/problem-lines.ts'
import type { AddCommand } from '../program.ts'

/** Checks manifests on this machine; nothing is sent anywhere. */
export const addValidate: AddCommand = (program, contextOf) => {
  program
    .command('validate')
    .description('check manifests on this machine')
    .argument('<path...>', 'folders with a model.yaml, or such files')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab validate models/flight-delay\n  trimtab validate models/*/model.yaml --json',
    )
    .action((paths: string[], _options, command) => {
      const context = contextOf(command)
      const { surroundings, colors } = context
      const results = paths.map((path) => check(path, surroundings.cwd))
      for (const { file, ok, lines } of results) {
        context.say(`${ok ? colors.green('sound') : colors.red('wrong')}  ${file}`)
        for (const line of lines) context.say(`  ${line}`)
      }
      const ok = results.every((result) => result.ok)
      context.answer({ ok, manifests: results.map(({ lines, ...result }) => result) })
      if (!ok) context.fail()
    })
}

function check(path: string, cwd: string) {
  try {
    const { fileName, manifest, warnings } = readModelFolder(path, cwd)
    const unplanned = notYetSupported(manifest)
    const lines = [
      ...warnings.map(({ line, column, message }) => `${fileName}:${line}:${column}  ${message}`),
      ...unplanned.map((part) => `no run can be planned: ${part}`),
    ]
    return {
      file: fileName,
      ok: true,
      model: manifest.model,
      problems: [],
      warnings,
      notYetSupported: unplanned,
      lines,
    }
  } catch (error) {
    if (!(error instanceof ManifestInvalid)) throw error
    const { fileName, problems } = error
    return { file: fileName, ok: false, problems, warnings: [], notYetSupported: [], lines: problemLines(error) }
  }
}
