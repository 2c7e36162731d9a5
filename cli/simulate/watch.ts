import { workerData } from 'node:worker_threads'
import { GIVEN_UP, type Patience } from './watch-over.ts'

/** A second in which a process takes less than this is idle: looking takes a tenth of it. */
const NOTHING_MICROS = 1000

const { cpuSeconds, idleSeconds } = workerData as Patience
const taken = () => {
  const { user, system } = process.cpuUsage()
  return user + system
}

const begun = taken()
let last = begun
let idle = 0
// Seconds are counted, not measured: those in which the whole process was stopped are none of its own.
setInterval(() => {
  const now = taken()
  idle = now - last < NOTHING_MICROS ? idle + 1 : 0
  last = now
  if (now - begun > cpuSeconds * 1e6 || idle >= idleSeconds) process.kill(process.pid, GIVEN_UP)
}, 1000)
