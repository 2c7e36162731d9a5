import type { Diagnostics } from './diagnostics.ts'

const TERMINAL = new Set(['Succeed', 'Fail'])

/** Refuses transitions to states that are not there, states nobody reaches, and states without a way on. */
export function checkFlow(block: any, at: string, diagnostics: Diagnostics): void {
  const states: Record<string, any> = block.States ?? {}
  const known = (target: unknown, field: string, where: string) => {
    if (typeof target !== 'string' || !Object.hasOwn(states, target))
      diagnostics.add('MISSING_TRANSITION_TARGET', `Missing '${field}' target: ${target}`, where)
  }
  known(block.StartAt, 'StartAt', `${at}/StartAt`)
  for (const [name, state] of Object.entries(states)) {
    const where = `${at}/States/${name}`
    if (!TERMINAL.has(state?.Type) && state?.Type !== 'Choice') checkNextOrEnd(state, where, diagnostics)
    for (const { target, field, path } of targets(state)) known(target, field, `${where}/${path}`)
  }
  const reached = new Set<string>()
  const queue = [block.StartAt]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (reached.has(name) || !Object.hasOwn(states, name)) continue
    reached.add(name)
    for (const { target } of targets(states[name])) queue.push(target)
  }
  if (!Object.hasOwn(states, block.StartAt)) return
  for (const name of Object.keys(states))
    if (!reached.has(name))
      diagnostics.add('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`, `${at}/States/${name}`)
}

function checkNextOrEnd(state: any, where: string, diagnostics: Diagnostics): void {
  if (state?.Next !== undefined && state?.End !== undefined)
    diagnostics.schema('Only one of these fields may be set: [Next, End]', where)
  else if (state?.Next === undefined && state?.End !== true)
    diagnostics.schema('One of these fields is required: [Next, End]', where)
}

function targets(state: any): { target: any; field: string; path: string }[] {
  const found = []
  if (state?.Next !== undefined) found.push({ target: state.Next, field: 'Next', path: 'Next' })
  if (state?.Default !== undefined) found.push({ target: state.Default, field: 'Default', path: 'Default' })
  for (const list of ['Choices', 'Catch'])
    if (Array.isArray(state?.[list]))
      state[list].forEach((item: any, index: number) => {
        found.push({ target: item?.Next, field: 'Next', path: `${list}[${index}]/Next` })
      })
  return found
}
