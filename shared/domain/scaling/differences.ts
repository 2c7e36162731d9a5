/** What the services take for granted, and may tell of or leave out. */
const usual: Record<string, unknown> = {
  ActionsEnabled: true,
  DisableScaleIn: false,
  MetricAggregationType: 'Average',
  TreatMissingData: 'missing',
  Timezone: 'UTC',
}

const mostTold = 3

/** In what `there` differs from what is wanted, for a reader; undefined when it does not. The order of a list says nothing. */
export function differences(wanted: object, there: object): string | undefined {
  const [asked, found] = [flat(wanted), flat(there)]
  const told = [...new Set([...asked.keys(), ...found.keys()])].flatMap((path) => {
    if (asked.get(path) === found.get(path)) return []
    return [`${path} is ${asText(found.get(path))}, and ${asText(asked.get(path))} is wanted`]
  })
  if (told.length === 0) return undefined
  return briefly(told, mostTold)
}

/** The first parts of a list, and how many more there are. */
export function briefly(parts: readonly string[], most = 1): string {
  const more = parts.length - most
  return `${parts.slice(0, most).join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}

const asText = (value: unknown) => (value === undefined ? 'nothing' : String(value))

/** Each value by its path. */
function flat(value: object): Map<string, unknown> {
  const found = new Map<string, unknown>()
  const walk = (part: unknown, path: string, name: string) => {
    if (part === undefined || part === null || part === usual[name]) return
    if (Array.isArray(part)) for (const [index, one] of sorted(part).entries()) walk(one, `${path}[${index}]`, '')
    else if (typeof part === 'object') {
      for (const [key, one] of Object.entries(part)) walk(one, path ? `${path}.${key}` : key, key)
    } else found.set(path, part)
  }
  walk(value, '', '')
  return found
}

function sorted(list: unknown[]): unknown[] {
  const keyed = list.map((one) => ({ one, key: JSON.stringify([...flat({ one })].sort()) }))
  return keyed.sort((left, right) => (left.key < right.key ? -1 : 1)).map(({ one }) => one)
}
