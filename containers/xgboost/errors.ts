/** The user's data or hyperparameters are at fault. SageMaker's built-in algorithms call this ClientError. */
export class ClientError extends Error {
  override name = 'ClientError'
}

/** The algorithm could not do its work on input that looked right. */
export class AlgorithmError extends Error {
  override name = 'AlgorithmError'
}

/** What goes to `/opt/ml/output/failure`, of which SageMaker keeps 1024 characters as FailureReason. */
export function failureText(error: unknown): string {
  if (error instanceof ClientError || error instanceof AlgorithmError) return `${error.name}: ${error.message}`
  return `AlgorithmError: ${error instanceof Error ? error.message : String(error)}`
}
