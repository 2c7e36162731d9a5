import { isExactNumber } from './exact-json.ts'

/** One step of a path: names, places, a slice, or everything. */
type Step = { names: string[] } | { places: number[] } | { from: number | undefined; to: number | undefined } | 'all'

/** A path of the kind that transform jobs take: children, lists of them, places, slices and `*`; no search, no conditions. */
export interface JsonPath {
  readonly text: string
  readonly steps: readonly Step[]
}

/** The path leads nowhere in a record. */
export class PathNotFound extends Error {}

const NAME = /^\.([A-Za-z_][\w-]*)/
const STAR = /^(?:\.\*|\.?\[\s*\*\s*\])/
const BRACKET = /^\.?\[([^\]]*)\]/
const QUOTED = /^(?:'[^']*'|"[^"]*")$/

/** Throws a SyntaxError for what is no such path. */
export function parseJsonPath(text: string): JsonPath {
  if (!text.startsWith('$')) throw new SyntaxError(`a JSONPath starts with $: ${text}`)
  const steps: Step[] = []
  for (let rest = text.slice(1); rest !== ''; ) {
    const [whole, step] = nextStep(rest) ?? []
    if (!whole || !step) throw new SyntaxError(`"${rest}" of the JSONPath ${text} is not supported`)
    steps.push(step)
    rest = rest.slice(whole.length)
  }
  return { text, steps }
}

function nextStep(rest: string): [string, Step | undefined] | undefined {
  const star = STAR.exec(rest)
  if (star) return [star[0], 'all']
  const name = NAME.exec(rest)
  if (name) return [name[0], { names: [name[1]!] }]
  const bracket = BRACKET.exec(rest)
  return bracket ? [bracket[0], bracketStep(bracket[1]!.trim())] : undefined
}

function bracketStep(inside: string): Step | undefined {
  const parts = inside.split(',').map((part) => part.trim())
  if (parts.every((part) => QUOTED.test(part))) return { names: parts.map((part) => part.slice(1, -1)) }
  if (parts.every((part) => /^-?\d+$/.test(part))) return { places: parts.map(Number) }
  const slice = /^(-?\d+)?\s*:\s*(-?\d+)?$/.exec(inside)
  const at = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits))
  return slice ? { from: at(slice[1]), to: at(slice[2]) } : undefined
}

/**
 * What a path selects of a value: the one thing that it leads to; several names at its end give an object of them, and
 * whatever else may select several things gives a list. Throws PathNotFound.
 */
export function select(path: JsonPath, value: unknown): unknown {
  let found = [value]
  let several = false
  for (const [index, step] of path.steps.entries()) {
    const last = index === path.steps.length - 1
    if (last && step !== 'all' && 'names' in step && step.names.length > 1)
      found = found.map((one) => pick(one, step.names))
    else {
      found = found.flatMap((one) => follow(path, step, one, several))
      several ||=
        step === 'all' ||
        !(('names' in step && step.names.length === 1) || ('places' in step && step.places.length === 1))
    }
  }
  return several ? found : found[0]
}

/** In a list of things those that have not what is asked for are passed over. */
function follow(path: JsonPath, step: Step, value: unknown, several: boolean): unknown[] {
  const list = Array.isArray(value) ? value : undefined
  const object = isObject(value) ? value : undefined
  const missing = (): unknown[] => {
    if (several) return []
    throw new PathNotFound(`the path ${path.text} leads nowhere`)
  }
  if (step === 'all') return list ?? (object ? Object.values(object) : missing())
  if ('names' in step)
    return step.names.flatMap((name) => (object && Object.hasOwn(object, name) ? [object[name]] : missing()))
  if (!list) return missing()
  if ('places' in step)
    return step.places.flatMap((place) => {
      const at = place < 0 ? list.length + place : place
      return at >= 0 && at < list.length ? [list[at]] : missing()
    })
  return list.slice(step.from, step.to)
}

function pick(value: unknown, names: string[]): unknown {
  const object = isObject(value) ? value : {}
  return Object.fromEntries(names.filter((name) => Object.hasOwn(object, name)).map((name) => [name, object[name]]))
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value)
