import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import type { Template } from './template.ts'

/** A stack as the store keeps it. */
export interface Stack {
  name: string
  /** Where the runtime listened then: URLs of queues and APIs carry it. */
  endpoint?: string
  id: string
  status: string
  reason?: string
  createdAt: number
  updatedAt?: number
  /** Hash of everything that the stack was made from. */
  fingerprint: string
  template: Template
  parameters: Record<string, string>
  /** The runtime's address when the stack was made: some of its resources carry it. */
  endpoint: string
  resources: Record<string, StackResource>
  outputs: StackOutput[]
}

export interface StackOutput {
  key: string
  value: string
  description?: string
  exportName?: string
}

export interface StackResource {
  logicalId: string
  type: string
  id: string
  attributes: Record<string, unknown>
  properties: Record<string, unknown>
  status: string
  at: number
  retained: boolean
}

export const stackTable = (kernel: Kernel): Table<Stack> => kernel.store.table('cloudformation.stacks')
