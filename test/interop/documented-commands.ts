import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '#cli/connection/local-runtime.ts'

export interface Documented {
  command: string
  /** What the page shows below it; empty where it shows nothing. */
  output: string
}

/** The commands of a page's fenced blocks that begin with `$ aws`, in their order. */
export function documentedCommands(page: string): Documented[] {
  return fences(page).flatMap((block) =>
    block
      .split(/^\$ /m)
      .filter((text) => text.startsWith('aws '))
      .map((text) => {
        const [command = '', ...output] = text.trimEnd().split('\n')
        return { command, output: output.join('\n') }
      }),
  )
}

/** The one fenced script of a page that holds `words`. */
export function documentedScript(page: string, words: string): string {
  const found = fences(page).filter((block) => block.includes(words))
  if (found.length !== 1) throw new Error(`${found.length} scripts of ${page} hold '${words}'`)
  return found[0]!
}

function fences(page: string): string[] {
  const text = readFileSync(join(projectRoot, 'docs', page), 'utf8')
  return [...text.matchAll(/^ *```\w*\n([\s\S]*?)^ *```$/gm)].map(([, block]) => block!.replace(/^ {3}/gm, ''))
}
