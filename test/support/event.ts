import { readFileSync } from 'node:fs'

/** A payload from events/, by `service/case`; each call gives a new copy. */
export function event(name: string): any {
  return JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8'))
}
