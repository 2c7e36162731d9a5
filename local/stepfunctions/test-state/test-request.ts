import { AwsError } from '../../kernel/aws-error.ts'

/** A request of TestState whose members are read. */
export interface TestRequest {
  input: any
  variables: Record<string, any>
  context: Record<string, any> | undefined
  mock: Mock | undefined
  retryCount: number
  mapFailures: number | undefined
  readerData: any
}

export type Mock = ({ result: any } | { error: string; cause: string | undefined }) & {
  validation: 'STRICT' | 'PRESENT' | 'NONE'
}

export const invalid = (message: string) => new AwsError('ValidationException', message)

/** Reads what a request carries as JSON text. Throws ValidationException. */
export function readRequest(raw: any): TestRequest {
  const configuration = raw.stateConfiguration ?? {}
  if (raw.mock && raw.revealSecrets) throw invalid('TestState does not support RevealSecrets when a mock is specified.')
  if (!raw.mock && configuration.mapIterationFailureCount !== undefined)
    throw invalid('TestState does not support MapIterationFailureCount when a mock is not specified.')
  if (!raw.mock && raw.context !== undefined)
    throw invalid('TestState does not support Context when a mock is not specified.')
  return {
    input: json(raw.input ?? '{}', 'Input must be valid JSON'),
    variables: object(raw.variables, 'Variables must be a valid JSON object') ?? {},
    context: object(raw.context, 'Invalid Context object provided: Context must be a valid JSON object'),
    mock: raw.mock && readMock(raw.mock),
    retryCount: configuration.retrierRetryCount ?? 0,
    mapFailures: configuration.mapIterationFailureCount,
    readerData:
      configuration.mapItemReaderData === undefined
        ? undefined
        : json(configuration.mapItemReaderData, 'Map item reader data must be valid JSON'),
  }
}

function readMock({ result, errorOutput, fieldValidationMode: validation = 'STRICT' }: any): Mock {
  if ((result === undefined) === (errorOutput === undefined))
    throw invalid('A test mock should have only one of the following fields: [result, errorOutput].')
  if (errorOutput) return { error: errorOutput.error ?? '', cause: errorOutput.cause, validation }
  return { result: json(result, 'Mocked result must be valid JSON'), validation }
}

function json(text: string, problem: string): any {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid(problem)
  }
}

function object(text: string | undefined, problem: string): Record<string, any> | undefined {
  if (text === undefined) return undefined
  const value = json(text, problem)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw invalid(problem)
  return value
}
