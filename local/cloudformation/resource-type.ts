import type { Kernel } from '../kernel/kernel.ts'

/** A resource that is there: what Ref gives, and what Fn::GetAtt does. */
export interface Created {
  id: string
  attributes?: Record<string, unknown>
}

export interface Provision {
  kernel: Kernel
  stackName: string
  logicalId: string
  /** Calls a service as the operator. */
  call(service: string, operation: string, input: object): Promise<any>
  /** A name for a resource whose template gives it none. */
  name(longest: number): string
}

/** How the runtime makes, changes and removes the resources of one type. Properties come resolved. */
export interface ResourceType {
  readonly type: string
  /** The properties that the runtime takes; any other is refused by name. */
  readonly properties: readonly string[]
  /** Properties that cannot change: a resource with another value is a new resource. */
  readonly replacedBy: readonly string[]
  create(context: Provision, properties: any): Promise<Created>
  /** Without it every change makes a new resource. */
  update?(context: Provision, there: Created, properties: any, before: any): Promise<Created>
  delete(context: Provision, there: Created, properties: any): Promise<void>
}

/** Tags as most of CloudFormation writes them, as a map. */
export const tagMap = (tags: { Key: string; Value: string }[] | undefined): Record<string, string> | undefined =>
  tags && Object.fromEntries(tags.map(({ Key, Value }) => [Key, String(Value)]))

/** Deletes, and does not mind when it is gone already. */
export async function gone(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!/NotFound|NoSuch|DoesNotExist|NonExistent/.test((error as { code?: string }).code ?? '')) throw error
  }
}

/** The members of a set of properties that are named, where they are set. */
export const pick = (properties: Record<string, unknown>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name]]))
