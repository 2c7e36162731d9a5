import type { Kernel } from '../kernel/kernel.ts'
import type { StackResource } from './stack.ts'
import type { Made } from './template.ts'

/** What a resource type is given to work with. */
export interface ResourceContext {
  kernel: Kernel
  stackName: string
  logicalId: string
  /** The packaged file behind a key of the deployment bucket. */
  artifact(s3Key: string): string
  /** Calls a service as the operator. */
  call(service: string, operation: string, input: Record<string, unknown>): Promise<any>
  /** A name for a resource whose template gives it none, at most `limit` characters long. */
  generatedName(limit?: number): string
}

/** How the resources of one type are made, changed and removed. Properties come resolved. */
export interface ResourceType {
  /** Properties that are accepted and change nothing here. Any other that `put` does not read is an error. */
  readonly withoutEffect?: readonly string[]
  /** Makes the resource, or brings the one that is there to these properties. */
  put(context: ResourceContext, properties: any, previous?: StackResource): Promise<Made>
  remove(context: ResourceContext, made: Made, properties: any): Promise<unknown>
}
