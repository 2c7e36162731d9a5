/** A CloudFormation template, as `serverless package` writes it. */
export interface Template {
  Description?: string
  Parameters?: Record<string, { Type: string; Default?: unknown }>
  Mappings?: Record<string, Record<string, Record<string, unknown>>>
  Conditions?: Record<string, unknown>
  Resources: Record<string, ResourceDeclaration>
  Outputs?: Record<string, { Value: unknown; Description?: string; Condition?: string }>
}

interface ResourceDeclaration {
  Type: string
  Properties?: Record<string, unknown>
  DependsOn?: string | string[]
  Condition?: string
  DeletionPolicy?: string
}

/** A resource that is there: what Ref gives, and what Fn::GetAtt does. */
export interface Made {
  ref: string
  attributes: Record<string, unknown>
}

/** What a template gets wrong, or what the runtime does not do, and where it stands. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'

  constructor(path: string, message: string) {
    super(`${path}: ${message}`)
  }
}
