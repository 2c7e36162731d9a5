import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import type { ModelAnswer } from '#shared/domain/api-answers.ts'
import { CliError } from '../cli-error.ts'
import type { AddCommand } from '../program.ts'
import type { Surroundings } from '../surroundings.ts'

interface Options {
  body?: string
  file?: string
  contentType: string
  accept?: string
}

/** Sends rows to a model line's endpoint and prints what it answers. */
export const addInvoke: AddCommand = (program, contextOf) => {
  program
    .command('invoke')
    .description('send rows to the endpoint and print the predictions')
    .argument('<model>', 'name of the model line')
    .option('--body <text>', 'the rows')
    .option('-f, --file <path>', 'a file with the rows; - is standard input')
    .option('--content-type <type>', 'type of the rows', 'text/csv')
    .option('--accept <type>', 'type of the answer')
    .addHelpText(
      'after',
      '\nExamples:\n  trimtab invoke flight-delay --body "14,5,2,1089"\n  head -5 rows.csv | trimtab invoke flight-delay -f -',
    )
    .action(async (model: string, options: Options, command) => {
      const context = contextOf(command)
      const body = await bodyOf(options, context.surroundings)
      const api = await context.api()
      const { endpointName, switched } = await api.request<ModelAnswer>('GET', ['models', model])
      const client = new SageMakerRuntimeClient((await context.connection()).client)
      const input = {
        EndpointName: endpointName,
        Body: body,
        ContentType: options.contentType,
        ...(options.accept !== undefined && { Accept: options.accept }),
      }
      const answer = await client.send(new InvokeEndpointCommand(input)).catch((cause: Error) => {
        throw refused(cause, endpointName, model, switched)
      })
      const text = Buffer.from(answer.Body).toString('utf8')
      context.say(text.trimEnd())
      context.answer({ endpoint: endpointName, contentType: answer.ContentType, body: text })
    })
}

async function bodyOf({ body, file }: Options, { cwd, readInput }: Surroundings): Promise<Buffer> {
  if ((body === undefined) === (file === undefined)) {
    throw new CliError('give the rows either by --body or by --file', { next: 'trimtab invoke --help' })
  }
  if (body !== undefined) return Buffer.from(body)
  if (file === '-') return readInput()
  try {
    return readFileSync(resolve(cwd, file!))
  } catch (cause) {
    throw new CliError(`${file} cannot be read: ${(cause as Error).message}`, { cause })
  }
}

function refused(cause: Error, endpoint: string, model: string, switched: ModelAnswer['switched']): Error {
  if (cause.name === 'ModelError')
    return new CliError(`the model refused the rows: ${cause.message}`, { name: cause.name, cause })
  if (!/not found/i.test(cause.message)) return cause
  if (switched) {
    const away = `${model} is switched to ${switched.to} by its clock since ${switched.since}: ${endpoint} is not there`
    return new CliError(away, { next: `trimtab decisions ${model}`, cause })
  }
  return new CliError(`${model} has no endpoint yet: ${endpoint}`, { next: `trimtab run ${model} --wait`, cause })
}
