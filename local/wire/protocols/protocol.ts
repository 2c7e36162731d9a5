import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { AwsError } from '../../kernel/aws-error.ts'
import type { ApiModel } from '../model.ts'

export interface WireRequest {
  method: string
  /** As on the request line. */
  url: string
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface WireResponse {
  status: number
  headers: Record<string, string>
  body: string | Buffer | Readable
}

/** How one of AWS's wire protocols says an operation, its answer, and an error. */
export interface Protocol {
  decode(model: ApiModel, request: WireRequest): { operation: string; input: any }
  encode(model: ApiModel, operation: string, output: any, requestId: string): WireResponse
  encodeError(model: ApiModel | undefined, error: AwsError, requestId: string): WireResponse
}
