import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import { startMinistack } from './peers/ministack.ts'
import { type Compared, inTurns } from './rounds.ts'
import { startUp } from './up.ts'

export interface RuntimeStart {
  /** Milliseconds from starting the process until an S3 request is answered; ours has provisioned the template by then. */
  empty: Compared
  /** Ours on the state folder that the process before left behind. */
  again: number[]
  /** MiB that the processes hold two seconds later; undefined where the system does not say. */
  atRest: Compared | undefined
}

/** Packaging is cached: the package at hand is that of these sources. */
export async function runtimeStart(rounds: number): Promise<RuntimeStart> {
  const again: number[] = []
  const rest: Compared = { ours: [], peer: [] }
  const empty = await inTurns(
    rounds,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'trimtab-start-'))
      const took = await untilAnswered(() => startUp(folder), rest.ours)
      again.push(await untilAnswered(() => startUp(folder)))
      rmSync(folder, { recursive: true, force: true })
      return took
    },
    () => untilAnswered(startMinistack, rest.peer),
  )
  return { empty, again, atRest: Number.isNaN(rest.ours[0]) ? undefined : rest }
}

interface Started {
  endpoint: string
  pid: number
  stop(): Promise<void>
}

async function untilAnswered(start: () => Promise<Started>, rest?: number[]): Promise<number> {
  const began = performance.now()
  const { endpoint, pid, stop } = await start()
  const s3 = new S3Client({ endpoint, region: 'ap-southeast-1', credentials: LOCAL_KEYS })
  await s3.send(new ListBucketsCommand({}))
  const took = performance.now() - began
  s3.destroy()
  if (rest) {
    await sleep(2000)
    rest.push(memoryOf(pid))
  }
  await stop()
  return took
}

/** MiB of a process and those that it started, where the system tells in /proc. */
function memoryOf(pid: number): number {
  try {
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statusOf(name, 'PPid') === pid)
    return statusOf(String(pid), 'VmRSS') / 1024 + children.reduce((sum, child) => sum + memoryOf(Number(child)), 0)
  } catch {
    return Number.NaN
  }
}

/** A number of /proc/<pid>/status; NaN of a process that is gone. */
function statusOf(pid: string, name: string): number {
  try {
    return Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return Number.NaN
  }
}
