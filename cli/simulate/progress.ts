import { SingleBar } from 'cli-progress'
import type { Context } from '../program.ts'

/** A bar on a terminal, on standard error; elsewhere, and with --json, nothing. */
export function createProgress({ surroundings, json }: Context, what: string, total: number) {
  if (json || !surroundings.isTerminal) return { update: (_value: number, _detail?: string) => {}, stop: () => {} }
  const bar = new SingleBar({
    format: `${what} {bar} {value}/{total}  {eta_formatted} left  {detail}`,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 30,
  })
  bar.start(total, 0, { detail: '' })
  return { update: (value: number, detail = '') => bar.update(value, { detail }), stop: () => bar.stop() }
}
