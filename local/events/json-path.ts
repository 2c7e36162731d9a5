import { AwsError } from '../kernel/aws-error.ts'

/** A path as targets use it: `$`, `$.detail.key-name`, `$.resources[0]`, `$.list[*].name`, `$.a['odd name']`. */
const STEP = /\.([A-Za-z0-9_$@:\-/]+)|\[(\d+)\]|\[\*\]|\['([^']*)'\]|\["([^"]*)"\]/y

type Step = { key: string } | { index: number } | { every: true }

export function parseJsonPath(path: string): Step[] {
  const refuse = () => new AwsError('ValidationException', `Invalid JsonPath: ${path}`)
  if (!path.startsWith('$')) throw refuse()
  const steps: Step[] = []
  for (let at = 1; at < path.length; ) {
    STEP.lastIndex = at
    const found = STEP.exec(path)
    if (!found) throw refuse()
    const key = found[1] ?? found[3] ?? found[4]
    steps.push(key !== undefined ? { key } : found[2] !== undefined ? { index: Number(found[2]) } : { every: true })
    at = STEP.lastIndex
  }
  return steps
}

/** The value at a path; undefined where there is none. With `[*]` a list of what is found. */
export function readJsonPath(path: string, root: unknown): unknown {
  return follow(parseJsonPath(path), root)
}

function follow([step, ...rest]: Step[], value: any): unknown {
  if (!step) return value
  if (value === null || typeof value !== 'object') return undefined
  if ('every' in step)
    return Array.isArray(value)
      ? value.map((item) => follow(rest, item)).filter((item) => item !== undefined)
      : undefined
  if ('index' in step) return Array.isArray(value) ? follow(rest, value[step.index]) : undefined
  return Object.hasOwn(value, step.key) ? follow(rest, value[step.key]) : undefined
}
