import { AwsError } from '../kernel/aws-error.ts'

export const invalid = (message: string) => new AwsError('ValidationException', message)

/** Refuses what AWS offers and this runtime does not. */
export const notSupported = (what: string) =>
  new AwsError('NotImplemented', `${what} is not supported by the local runtime.`, 501)

export const jobNameInUse = (arn: string) =>
  new AwsError(
    'ResourceInUse',
    `Job name must be unique within an AWS account and region, and a job with this name already exists (${arn})`,
  )

export const trainingJobNotFound = () => invalid('Requested resource not found.')
export const jobNotFound = (name: string) => invalid(`Could not find requested job with name: ${name}`)
export const couldNotFind = (what: string, arn: string) => invalid(`Could not find ${what} "${arn}".`)
export const alreadyExists = (what: string, arn: string) => invalid(`Cannot create already existing ${what} "${arn}".`)
export const doesNotExist = (what: string, arn: string) => invalid(`${what} ${arn} does not exist.`)

export const jobNotStoppable = (kind: string, status: string | undefined) =>
  invalid(`The request was rejected because the ${kind} job is in status ${status}.`)

export const jobNotDeletable = (kind: string, arn: string, status: string | undefined) =>
  invalid(`The request was rejected because the ${kind} job "${arn}" is in status ${status}.`)

/** Throws the refusal when the condition does not hold. */
export function require(condition: unknown, message: string): asserts condition {
  if (!condition) throw invalid(message)
}
