/** A policy document as CloudFormation and the API give it. */
export interface PolicyDocument {
  Version?: string
  Statement: Statement | Statement[]
}

export interface Statement {
  Sid?: string
  Effect: 'Allow' | 'Deny'
  Action?: string | string[]
  NotAction?: string | string[]
  Resource?: string | string[]
  NotResource?: string | string[]
  Principal?: unknown
  Condition?: Record<string, Record<string, unknown>>
}

export interface Role {
  RoleName: string
  RoleId: string
  Arn: string
  Path: string
  CreateDate: string
  Description?: string
  MaxSessionDuration: number
  AssumeRolePolicyDocument: PolicyDocument
  /** Inline policies by name. */
  policies: Record<string, PolicyDocument>
  /** ARNs of attached managed policies. */
  managed: string[]
}

export const listOf = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

const compiled = new Map<string, RegExp>()

/** IAM's wildcards: `*` any run of characters, `?` any one. */
export function matchesWildcard(pattern: string, text: string, ignoreCase = false): boolean {
  const key = ignoreCase ? `i${pattern}` : `c${pattern}`
  let regex = compiled.get(key)
  if (!regex) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
    regex = new RegExp(`^${source}$`, ignoreCase ? 'is' : 's')
    compiled.set(key, regex)
  }
  return regex.test(text)
}
