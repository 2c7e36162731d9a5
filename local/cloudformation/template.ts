/** A CloudFormation template, as `serverless package` writes it. */
export interface Template {
  Description?: string
  Parameters?: Record<string, ParameterDeclaration>
  Mappings?: Record<string, Record<string, Record<string, unknown>>>
  Conditions?: Record<string, unknown>
  Resources: Record<string, ResourceDeclaration>
  Outputs?: Record<string, { Description?: string; Value: unknown; Condition?: string; Export?: { Name: unknown } }>
}

export interface ParameterDeclaration {
  Type: string
  Default?: unknown
  AllowedValues?: unknown[]
  AllowedPattern?: string
}

export interface ResourceDeclaration {
  Type: string
  Properties?: Record<string, unknown>
  DependsOn?: string | string[]
  Condition?: string
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
}

/** What a template gets wrong, or what the runtime does not do, by name. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}
