import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import type { ErrorAnswer } from '#shared/domain/api-answers.ts'
import { CliError } from '../cli-error.ts'
import type { Connection } from './connect.ts'

export interface ApiClient {
  /** `path` is a list of segments; each is escaped. Throws CliError with what the API said. */
  request<Answer>(
    method: 'GET' | 'PUT' | 'POST',
    path: string[],
    body?: unknown,
    query?: Record<string, string>,
  ): Promise<Answer>
}

/** The API answers within 30 seconds or not at all. */
const patience = 35_000

/** Signs each request for `execute-api` as IAM-authorised HTTP APIs want it. `now` is the time that the API lives in. */
export function createApiClient(
  { apiUrl, region, credentials, place }: Connection,
  send: (url: URL, request: RequestInit) => Promise<Response> = patiently,
  now = () => new Date(),
): ApiClient {
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 })
  const base = new URL(apiUrl)
  return {
    request: async (method, segments, body, query = {}) => {
      const path = `${base.pathname.replace(/\/$/, '')}/${segments.map(encodeURIComponent).join('/')}`
      const text = body === undefined ? undefined : JSON.stringify(body)
      const request = {
        method,
        protocol: base.protocol,
        hostname: base.hostname,
        ...(base.port && { port: Number(base.port) }),
        path,
        query,
        headers: { host: base.host, ...(text !== undefined && { 'content-type': 'application/json' }) },
        ...(text !== undefined && { body: text }),
      }
      const signed = await signer.sign(request, { signingDate: now() })
      const { host, ...headers } = signed.headers
      const url = new URL(path, base)
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      const response = await send(url, { method, headers, body: text ?? null }).catch((cause) => {
        throw unreachable(cause, place)
      })
      return understood(response)
    },
  }
}

const patiently = (url: URL, request: RequestInit) => fetch(url, { ...request, signal: AbortSignal.timeout(patience) })

async function understood(response: Response) {
  const text = await response.text()
  const answer = parsed(text)
  if (response.ok && answer !== undefined) return answer
  if (response.ok) throw new CliError(`the API answered with something that is no JSON: ${text.slice(0, 200)}`)
  throw refused(response.status, (answer ?? {}) as Partial<ErrorAnswer>, text)
}

function parsed(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refused(status: number, answer: Partial<ErrorAnswer>, text: string): CliError {
  const { error = `Http${status}`, message = text || `status ${status}`, problems, reasons } = answer
  const detail = { status, ...(problems && { problems }), ...(reasons && { reasons }) }
  const next =
    nextSteps[error] ?? (status === 403 ? 'let your IAM identity call execute-api:Invoke on this API' : undefined)
  return new CliError(message, { name: error, detail, ...(next && { next }) })
}

const nextSteps: Record<string, string> = {
  ModelNotFound: 'apply it first: trimtab apply models/<name>',
  RunNotFound: 'see what runs there are: trimtab runs <model>',
  ManifestInvalid: 'correct model.yaml, then: trimtab validate <folder>',
  RolloutConflict: 'see what is on: trimtab rollouts <model>',
  RollbackRefused: 'see what there is: trimtab rollouts <model>; or train a new version: trimtab run <model>',
  ScoringRefused:
    'send rows to its endpoint: trimtab invoke <model> --file rows.csv; or set deploy.mode to batch and deploy.batch.source to where files land, then: trimtab apply models/<name>',
  RunConflict: 'see where the run is: trimtab runs <model> <run>',
}

function unreachable(cause: unknown, place: string): CliError {
  if (cause instanceof DOMException && cause.name === 'TimeoutError') {
    return new CliError(`${place} did not answer within ${patience / 1000} seconds`, { next: 'try again', cause })
  }
  const next = 'is it running? start it: trimtab up; to use an AWS account instead: --stage <name>'
  return new CliError(`${place} cannot be reached`, { next, cause })
}
