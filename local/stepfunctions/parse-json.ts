import { jsonProblem } from './json-problem.ts'

/** The value of JSON text; `refuse` makes the error of what is none, in the words of AWS's parser. */
export function parseJson(text: string, refuse: (why: string) => Error): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw refuse(jsonProblem(text)?.message ?? (error as Error).message)
  }
}
