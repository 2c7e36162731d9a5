import type { Manifest } from './manifest.ts'

export type Path = (string | number)[]

export interface Contradiction {
  path: Path
  found: string
  expected: string
}

/** The sections that are sound in themselves; a section that is not takes part in no cross-field rule. */
export type SoundSections = Partial<Manifest>

export type Rule = (sections: SoundSections) => Contradiction[]

export function one(path: Path, found: string, expected: string): Contradiction {
  return { path, found, expected }
}

export function counted(named: readonly string[]): string {
  return named.length === 0 ? 'none of them' : named.join(' and ')
}
