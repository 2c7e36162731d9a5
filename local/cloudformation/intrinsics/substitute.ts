/** Replaces `${Name}` in the text of an Fn::Sub; `${!Name}` stays as `${Name}`. */
export function substitute(text: string, value: (name: string) => unknown): string {
  return text.replace(/\$\{(!?)([^${}]*)\}/g, (_, literal: string, name: string) =>
    literal ? `\${${name}}` : String(value(name.trim())),
  )
}
