import type { Engine } from '../engine/engine.ts'

export const validateStateMachineDefinition = (engine: Engine) => (input: any) => {
  const { found } = engine.compile(input.definition, input.type ?? 'STANDARD').diagnostics
  const limit = input.maxResults || 100
  return {
    result: found.length > 0 ? 'FAIL' : 'OK',
    diagnostics: found.slice(0, limit),
    truncated: found.length > limit,
  }
}
