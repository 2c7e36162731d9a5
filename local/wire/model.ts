import { readFileSync } from 'node:fs'

/** An API model of AWS, as botocore keeps it, without prose. See scripts/extract-aws-models.py. */
export interface ApiModel {
  metadata: {
    protocol: string
    protocols?: string[]
    targetPrefix?: string
    jsonVersion?: string
    signingName?: string
    endpointPrefix: string
    xmlNamespace?: string
    apiVersion: string
    serviceId: string
    awsQueryCompatible?: unknown
  }
  operations: Record<string, OperationModel>
  /** Names of the operations that the runtime does not serve. */
  known: string[]
  shapes: Record<string, Shape>
}

export interface OperationModel {
  name: string
  http: { method: string; requestUri: string; responseCode?: number }
  input?: ShapeRef
  output?: ShapeRef & { resultWrapper?: string }
}

export interface ShapeRef {
  shape: string
  location?: 'uri' | 'querystring' | 'header' | 'headers' | 'statusCode'
  locationName?: string
  flattened?: boolean
  timestampFormat?: string
}

export interface Shape extends Omit<ShapeRef, 'shape'> {
  type: string
  members?: Record<string, ShapeRef>
  member?: ShapeRef
  key?: ShapeRef
  value?: ShapeRef
  required?: string[]
  enum?: string[]
  pattern?: string
  min?: number
  max?: number
  payload?: string
  streaming?: boolean
  union?: boolean
  sensitive?: boolean
  exception?: boolean
  error?: { code?: string; httpStatusCode?: number }
}

const loaded = new Map<string, ApiModel | undefined>()

/** The model of a service, read when first asked for; undefined for a service that has none here (dynamodb). */
export function apiModel(service: string): ApiModel | undefined {
  if (!loaded.has(service)) loaded.set(service, read(service))
  return loaded.get(service)
}

function read(service: string): ApiModel | undefined {
  try {
    return JSON.parse(readFileSync(new URL(`./models/${service}.json`, import.meta.url), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
