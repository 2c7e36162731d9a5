import jsonata from 'jsonata'

/** The variables that an expression takes from around it: not `$states`, not what it binds itself, not what it calls. */
export function freeVariables(source: string): Set<string> {
  const free = new Set<string>()
  walk(jsonata(source).ast(), new Set(['states', '', '$']))
  return free

  function walk(node: any, bound: ReadonlySet<string>): void {
    if (node === null || typeof node !== 'object') return
    if (Array.isArray(node)) {
      let known = bound
      for (const item of node) {
        walk(item, known)
        if (item?.type === 'bind') known = new Set([...known, item.lhs.value])
      }
      return
    }
    if (node.type === 'variable' && !bound.has(node.value)) free.add(node.value)
    if (node.type === 'bind') {
      walk(node.rhs, new Set([...bound, node.lhs.value]))
      return
    }
    const inner = node.type === 'lambda' ? new Set([...bound, ...node.arguments.map(({ value }: any) => value)]) : bound
    for (const [member, child] of Object.entries<any>(node))
      if (!(member === 'procedure' && child.type === 'variable')) walk(child, inner)
  }
}
