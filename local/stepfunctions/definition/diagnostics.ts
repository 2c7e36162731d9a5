/** What is wrong with a definition, as ValidateStateMachineDefinition says it. */
export interface Diagnostic {
  severity: 'ERROR' | 'WARNING'
  code: string
  message: string
  location?: string
}

export class Diagnostics {
  readonly found: Diagnostic[] = []

  add(code: string, message: string, location?: string): void {
    this.found.push({ severity: 'ERROR', code, message, ...(location !== undefined && { location }) })
  }

  schema(message: string, location: string): void {
    this.add('SCHEMA_VALIDATION_FAILED', message, location)
  }
}
