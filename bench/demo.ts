import { execFileSync } from 'node:child_process'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import type { DemoResult } from '#cli/demo/run-demo.ts'

/** Runs the demo in a process of its own; answers what it printed. */
export function demo(): DemoResult {
  const output = execFileSync(process.execPath, ['cli/trimtab.mjs', 'demo', '--json'], {
    cwd: projectRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(output.trimEnd().split('\n').at(-1)!)
}
