import type { Kernel, Principal } from '../../kernel/kernel.ts'

/** One attempt of a Task at another service. */
export interface TaskCall {
  readonly kernel: Kernel
  /** The machine's role. */
  readonly principal: Principal
  readonly arguments: any
  readonly execution: { readonly arn: string; readonly machineArn: string }
}

/** A job that a `.sync` task waits for. */
export interface SyncJob {
  /** What is needed to find the job again after a restart; plain JSON. */
  identify(call: TaskCall, response: any): any
  /** The answer of a try that began at `since` and died before it was written down, if its job was made. */
  adopt?(call: TaskCall, since: number): Promise<any>
  /** The finished job as the task's result. Throws StateFailure when it did not succeed. */
  finished(call: TaskCall, job: any, signal: AbortSignal): Promise<any>
  cancel(call: TaskCall, job: any): Promise<unknown>
}

/** What a Task's Resource names. */
export interface Integration {
  readonly pattern: 'request' | 'sync' | 'token'
  /** As the history names it: `lambda` and `invoke.waitForTaskToken`; a bare function has only its ARN. */
  readonly resourceType: string
  readonly resource: string
  readonly bareFunction: boolean
  /** The operation whose answer is the result, by its names in the runtime's API models. */
  readonly api?: { readonly service: string; readonly operation: string }
  /** Sends the request; the answer as the task's result. Throws StateFailure. */
  send(call: TaskCall): Promise<any>
  readonly job?: SyncJob
}

/** The integration of a Resource, or the sentence that says why there is none. */
export type ResolveIntegration = (resource: unknown, literalArguments: unknown) => Integration | string
