import { Logger } from '@aws-lambda-powertools/logger'
import middy, { type MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import * as z from 'zod/mini'
import en from 'zod/v4/locales/en.js'
import { EventInvalid, ManifestInvalid, PlanRefused, RequestInvalid, TrimtabError } from './errors.ts'
import { type ApiRequest, apiRequest } from './events/api-request.ts'

export const logger = new Logger()

// zod/mini brings no words of its own.
z.config(en())

/** Anything larger than this that reaches the API is no manifest. */
const largestBody = 1_048_576

type Schema<Input> = z.ZodMiniType<Input>

/** A function that answers an event or does a task of a machine: it throws, so that retries and dead letters see it. */
export function answersEvent<Input, Output>(schema: Schema<Input>, act: (event: Input) => Promise<Output>) {
  return stack().handler(async (event: unknown) => act(parsed(schema, event)))
}

export interface Answer {
  status?: number
  body: unknown
}

/** A function behind the HTTP API: what it throws becomes an answer that says what is wrong. */
export function answersRequest(act: (request: ApiRequest) => Promise<Answer>) {
  return stack()
    .use(errorAnswers())
    .handler(async (event: unknown) => {
      const request = parsed(apiRequest, event)
      const { status = 200, body } = await act(request)
      return respond(status, body)
    })
}

/** The request's JSON body. `{}` when there is none. */
export function bodyOf<Body>(request: ApiRequest, schema: Schema<Body>): Body {
  const text = request.isBase64Encoded ? Buffer.from(request.body ?? '', 'base64').toString() : (request.body ?? '')
  if (Buffer.byteLength(text) > largestBody) {
    throw new TrimtabError('RequestInvalid', `the body is larger than ${largestBody} bytes`, 413)
  }
  let json: unknown
  try {
    json = text === '' ? {} : JSON.parse(text)
  } catch (cause) {
    throw new RequestInvalid('the body is no JSON', { cause })
  }
  const { success, data, error } = schema.safeParse(json)
  if (!success) throw new RequestInvalid(`the body is not as it should be: ${complaints(error)}`)
  return data
}

/** The path's parameter, which its route promises. */
export function parameter(request: ApiRequest, name: string): string {
  const value = request.pathParameters?.[name]
  if (value === undefined) throw new RequestInvalid(`the path lacks {${name}}`)
  return decodeURIComponent(value)
}

function stack() {
  return middy<unknown, unknown, Error, Context>({ timeoutEarlyInMillis: 0 }).use(logged())
}

function parsed<Input>(schema: Schema<Input>, event: unknown): Input {
  const { success, data, error } = schema.safeParse(event)
  if (!success) throw new EventInvalid(`the event is not what it should be: ${complaints(error)}`)
  return data
}

function complaints(error: z.core.$ZodError | undefined): string {
  const issues = error?.issues ?? []
  return issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`).join('; ')
}

/** Each line of the log names its invocation; what failed is logged once, here. */
function logged(): MiddlewareObj<unknown, unknown, Error, Context> {
  return {
    before: ({ context }) => logger.addContext(context),
    onError: ({ error }) => {
      if (error instanceof TrimtabError && error.status < 500) logger.warn(error.message, { refused: error.name })
      else if (error) logger.error(error.message, error)
    },
  }
}

function errorAnswers(): MiddlewareObj<unknown, unknown, Error, Context> {
  return {
    onError: (request) => {
      const { error, context } = request
      if (error instanceof TrimtabError) {
        const { name, message, status } = error
        request.response = respond(status, { error: name, message, ...details(error) })
      } else {
        const message = `something broke here; request ${context.awsRequestId} is in the log`
        request.response = respond(500, { error: 'InternalError', message })
      }
    },
  }
}

function details(error: TrimtabError): object {
  if (error instanceof ManifestInvalid) return { problems: error.problems }
  if (error instanceof PlanRefused) return { reasons: error.reasons }
  return {}
}

function respond(statusCode: number, body: unknown) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
