/** A request that was accepted and is not done with: all that is needed to do it, also after a restart. */
export interface AsyncRequest {
  /** Unique, which the caller's inference id need not be. */
  id: string
  inferenceId: string
  endpointName: string
  /** Where the payload lies; without it the payload came along and lies in the state folder. */
  inputLocation?: string | undefined
  contentType?: string | undefined
  accept?: string | undefined
  customAttributes?: string | undefined
  outputLocation?: string | undefined
  failureLocation?: string | undefined
  kmsKeyId?: string | undefined
  successTopic?: string | undefined
  errorTopic?: string | undefined
  /** Topics whose notices carry the container's answer. */
  includeIn: string[]
  timeoutMs: number
  /** By the runtime's clock, in epoch ms, as `expiresAt` is. */
  receivedAt: number
  expiresAt: number
  /** How often an instance ended under it. */
  losses: number
}
