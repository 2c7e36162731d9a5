import { readdirSync, readFileSync } from 'node:fs'

export interface Usage {
  /** Seconds of processor time since its processes began, those that live. */
  cpuSeconds: number
  memoryBytes: number
}

/** Linux counts in these, on every machine that Node runs on. */
const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4096

/** What the processes of each group take, by the group's leader; nothing where there is no /proc. */
export function usageOfGroups(): Map<number, Usage> {
  const usage = new Map<number, Usage>()
  for (const pid of processes()) {
    const stat = statOf(pid)
    if (!stat) continue
    // After the program's name, in brackets: state, parent, group, ...
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const group = Number(fields[2])
    const of = usage.get(group) ?? { cpuSeconds: 0, memoryBytes: 0 }
    of.cpuSeconds += (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
    of.memoryBytes += Number(fields[21]) * PAGE_BYTES
    usage.set(group, of)
  }
  return usage
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** Undefined when it has ended meanwhile. */
function statOf(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
}
