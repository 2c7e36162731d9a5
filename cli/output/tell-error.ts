import pc from 'picocolors'
import { ManifestInvalid } from '#shared/errors.ts'
import { CliError } from '../cli-error.ts'
import type { Surroundings } from '../surroundings.ts'
import { problemLines } from './problem-lines.ts'

/** Tells what went wrong and what to do next. As JSON it goes to standard output, where a script reads. */
export function tellError(error: unknown, { out, err, env, isTerminal }: Surroundings, json: boolean): void {
  const { name, message, next, detail } = described(error)
  if (json) {
    out(`${JSON.stringify({ error: name, message, ...(next && { next }), ...detail }, null, 2)}\n`)
    return
  }
  const colors = pc.createColors(isTerminal && !env.NO_COLOR)
  err(`${colors.red('error:')} ${message}\n`)
  if (next) err(`${colors.bold('next:')}  ${next}\n`)
  if (env.TRIMTAB_DEBUG && error instanceof Error) err(`${error.stack}\n`)
}

function described(error: unknown): Pick<CliError, 'name' | 'message' | 'detail'> & { next?: string | undefined } {
  if (error instanceof CliError)
    return { ...error, name: error.name, message: error.message, next: error.next, detail: error.detail }
  if (error instanceof ManifestInvalid) {
    const { name, problems, fileName } = error
    const message = [`${fileName} is no sound manifest`, ...problemLines(error)].join('\n  ')
    return { name, message, next: 'docs/manifest.md tells every key', detail: { problems } }
  }
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), detail: {} }
  const { name, message } = error
  if (name === 'CredentialsProviderError') {
    return { name, message: 'no AWS credentials were found', next: 'aws configure, or set AWS_PROFILE', detail: {} }
  }
  if (name === 'ExpiredTokenException' || name === 'ExpiredToken') {
    return {
      name,
      message: 'the AWS credentials have expired',
      next: 'sign in again, such as by aws sso login',
      detail: {},
    }
  }
  return { name, message: message || name, detail: {} }
}
