import { SingleBar } from 'cli-progress'
import pc from 'picocolors'
import type { Surroundings } from '../surroundings.ts'

/** Back to the line's beginning, and nothing on it. */
const CLEAR = '\r\x1b[2K'

/** What the demo shows: one line a step with its time, what moves meanwhile, nothing of it with --json. */
export function createScreen({ out, isTerminal, env, width }: Surroundings, quiet: boolean) {
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
    /** One line that changes in its place, on a terminal; whoever says something else meanwhile clears it first. */
    live() {
      const moves = isTerminal && !quiet
      return {
        update: (text: string) => moves && out(`${CLEAR}${cut(`    ${text}`, width)}`),
        clear: () => moves && out(CLEAR),
      }
    },
  }
}

function cut(text: string, width: number): string {
  return text.length < width ? text : `${text.slice(0, Math.max(1, width - 2))}…`
}

export type Screen = ReturnType<typeof createScreen>
