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
  /** Of resource and trust policies: whom the statement is about. */
  Principal?: StatementPrincipal
  NotPrincipal?: StatementPrincipal
  Condition?: Record<string, Record<string, unknown>>
}

export type StatementPrincipal = '*' | Record<string, string | string[]>

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
