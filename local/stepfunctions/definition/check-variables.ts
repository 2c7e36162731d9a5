import type { Diagnostics } from './diagnostics.ts'

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u

/** Refuses names that no variable can have, and an inner scope assigning a name of an outer one. */
export function checkVariables(machine: any, diagnostics: Diagnostics): void {
  visit(machine, '', new Set())

  function visit(block: any, at: string, outer: ReadonlySet<string>): void {
    const states = Object.entries<any>(block?.States ?? {})
    const own = new Map<string, Set<string>>()
    for (const [name, state] of states)
      for (const [names, where] of assignments(state, `${at}/States/${name}`))
        for (const variable of names) {
          if (!NAME.test(variable) || variable === 'states')
            diagnostics.schema(`'${variable}' cannot be the name of a variable`, where)
          if (outer.has(variable))
            diagnostics.schema(`The variable '${variable}' is already assigned in an outer scope`, where)
          own.set(variable, (own.get(variable) ?? new Set()).add(name))
        }
    for (const [name, state] of states) {
      // What the state itself assigns, it assigns once its branches are done.
      const others = [...own].filter(([, by]) => by.size > 1 || !by.has(name)).map(([variable]) => variable)
      const visible = new Set([...outer, ...others])
      const where = `${at}/States/${name}`
      if (Array.isArray(state?.Branches))
        state.Branches.forEach((branch: any, index: number) => {
          visit(branch, `${where}/Branches[${index}]`, visible)
        })
      // The executions that a Distributed Map starts see no variable of the machine around them.
      const apart = state?.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED'
      if (state?.ItemProcessor) visit(state.ItemProcessor, `${where}/ItemProcessor`, apart ? new Set() : visible)
    }
  }
}

function* assignments(state: any, at: string): Iterable<[string[], string]> {
  const of = (owner: any): string[] =>
    owner?.Assign && typeof owner.Assign === 'object' ? Object.keys(owner.Assign) : []
  yield [of(state), `${at}/Assign`]
  for (const list of ['Choices', 'Catch'])
    if (Array.isArray(state?.[list]))
      for (const [index, item] of state[list].entries()) yield [of(item), `${at}/${list}[${index}]/Assign`]
}
