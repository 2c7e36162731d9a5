import type { AsyncInferenceOutputConfig } from '@aws-sdk/client-sagemaker'
import { keyBelow } from '../files/role-s3.ts'
import type { Stored } from '../records.ts'

export interface Naming {
  /** Names the objects where the caller gave no name. */
  id: string
  extension?: string | undefined
  filename?: string | undefined
}

/** Where a request's result and its error are to lie: below the configured paths, in the caller's folder and name. */
export function locations(config: Stored<AsyncInferenceOutputConfig>, { id, extension, filename }: Naming) {
  const below = (path: string | undefined, name: string) =>
    path ? keyBelow(extension ? keyBelow(path, trimmed(extension)) : path, name) : undefined
  return {
    outputLocation: below(config.S3OutputPath, filename ?? `${id}.out`),
    failureLocation: below(config.S3FailurePath, filename ?? `${id}-error.out`),
  }
}

const trimmed = (path: string) => path.replace(/^\/+|\/+$/g, '')
