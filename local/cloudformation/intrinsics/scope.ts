/** Where an intrinsic function finds what it names. */
export interface Scope {
  /** Parameters and pseudo parameters. */
  values: Readonly<Record<string, unknown>>
  conditions: Readonly<Record<string, boolean>>
  mappings: Readonly<Record<string, Record<string, Record<string, unknown>>>>
  /** Ref of a resource; undefined when there is no such resource. */
  ref(logicalId: string): unknown
  /** An attribute of a resource; undefined when there is none. */
  attribute(logicalId: string, name: string): unknown
}

/** What `!Ref AWS::NoValue` leaves: nothing. */
export const NO_VALUE = Symbol('AWS::NoValue')
