import { SingleBar } from 'cli-progress'
import pc from 'picocolors'
import type { Surroundings } from '../surroundings.ts'

/** What the demo shows: one line a step with its time, a bar while something long runs, nothing of it with --json. */
export function createScreen({ out, isTerminal, env }: Surroundings, quiet: boolean) {
  const colors = pc.createColors(isTerminal && !env.NO_COLOR)
  const say = (text = '') => {
    if (!quiet) out(`${text}\n`)
  }
  const line = (mark: string, text: string, ms?: number, detail = '') => {
    const time = ms === undefined ? '' : `${(ms / 1000).toFixed(1)} s`.padStart(8)
    say(`  ${mark} ${text.padEnd(46)}${colors.dim(time)}${detail && `  ${colors.dim(detail)}`}`)
  }
  return {
    colors,
    say,
    heading: (text: string) => say(`\n${colors.bold(text)}`),
    done: (text: string, ms?: number, detail?: string) => line(colors.green('✔'), text, ms, detail),
    refused: (text: string, ms?: number, detail?: string) => line(colors.yellow('✖'), text, ms, detail),
    /** Runs a step and shows how long it took; `detail` says what came of it. */
    async step<T>(text: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T> {
      const began = performance.now()
      const result = await work()
      line(colors.green('✔'), text, performance.now() - began, detail?.(result))
      return result
    },
    /** A bar on a terminal; elsewhere only the step's own line. */
    bar(text: string, total: number) {
      if (quiet || !isTerminal) return { update: (_: number) => {}, stop: () => {} }
      const bar = new SingleBar({
        format: `    ${text} {bar} {percentage}%`,
        hideCursor: true,
        clearOnComplete: true,
        barsize: 30,
      })
      bar.start(total, 0)
      return { update: (value: number) => bar.update(value), stop: () => bar.stop() }
    },
  }
}

export type Screen = ReturnType<typeof createScreen>
