import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import type { Made } from './template.ts'

/** A stack as the store keeps it. */
export interface Stack {
  name: string
  /** Where the runtime listened then: URLs of queues and APIs carry it. */
  endpoint?: string
  id: string
  /** The template's text, as last provisioned. */
  template: string
  resources: Record<string, StackResource>
  outputs: Record<string, { value: string; description: string | undefined }>
  createdAt: string
  updatedAt: string
}

export interface StackResource {
  type: string
  /** As resolved when the resource was last put. */
  properties: any
  made: Made
  /** Whether it stays when the template no longer has it. */
  retain: boolean
  /** SHA-256 of the packaged file that it was made from. */
  artifactDigest: string | undefined
  updatedAt: string
}

export const stackTable = (kernel: Kernel): Table<Stack> => kernel.store.table('cloudformation.stacks')
