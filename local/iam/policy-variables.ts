import { literally } from './wildcard.ts'

export type Context = Readonly<Record<string, string | string[]>>

/** Condition keys are compared without regard to case. */
export function contextValue(context: Context, key: string): string | string[] | undefined {
  const wanted = key.toLowerCase()
  return Object.entries(context).find(([name]) => name.toLowerCase() === wanted)?.[1]
}

/**
 * Fills in `${aws:PrincipalArn}`, `${aws:x, 'default'}` and the literal `${*}`, `${?}`, `${$}`. A variable that has no
 * value makes the text match nothing: undefined. Policies older than version 2012-10-17 know no variables.
 */
export function withVariables(text: string, context: Context, version: string | undefined): string | undefined {
  if (version !== '2012-10-17' || !text.includes('${')) return text
  let missing = false
  const filled = text.replace(/\$\{([^}]+)\}/g, (_, expression: string) => {
    if (/^[*?$]$/.test(expression)) return literally(expression)
    const [, key = '', fallback] = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(expression) ?? []
    const value = contextValue(context, key) ?? fallback
    if (typeof value !== 'string') missing = true
    return String(value).replace(/[*?]/g, literally)
  })
  return missing ? undefined : filled
}
