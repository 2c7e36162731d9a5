import type { ApplyAnswer } from '#shared/domain/api-answers.ts'
import { notYetSupported } from '#shared/manifest/not-yet-supported.ts'
import { readModelFolder } from '../model-folder.ts'
import type { AddCommand } from '../program.ts'

/** Validates a model's folder here, then puts its manifest and the files it names in force. */
export const addApply: AddCommand = (program, contextOf) => {
  program
    .command('apply')
    .description('put a manifest, and the files it names, in force')
    .argument('<path>', 'a folder with a model.yaml, or the file itself')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab apply models/flight-delay\n  trimtab apply models/flight-delay --stage prod',
    )
    .action(async (path: string, _options, command) => {
      const context = contextOf(command)
      const { colors, surroundings } = context
      const { manifest, text, files, fileName, warnings } = readModelFolder(path, surroundings.cwd)
      const api = await context.api()
      const applied = await api.request<ApplyAnswer>('PUT', ['models', manifest.model], { manifest: text, files })
      const { model, version, changed } = applied
      context.say(
        changed
          ? `${colors.green('applied')} ${model}, version ${version}`
          : `${model} is unchanged: version ${version} was in force already`,
      )
      for (const { line, column, message } of warnings) {
        context.say(`${colors.yellow('warning')} ${fileName}:${line}:${column}  ${message}`)
      }
      for (const part of notYetSupported(manifest))
        context.say(`${colors.yellow('warning')} no run can be planned: ${part}`)
      context.say(`next: upload data under ${String(manifest.data.source)}, or: trimtab run ${model} --wait`)
      context.answer({ ...applied, warnings })
    })
}
