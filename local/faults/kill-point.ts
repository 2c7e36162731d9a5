let left = 0

/** The process is to end as by `kill -9` at its n-th point from now. */
export function killAtPoint(n: number): void {
  left = n
}

/**
 * A moment between two effects on the world outside of the process (a write, an answer, a process started), at which a
 * crash might lose something. Tests number them: points reach the windows that a killer who goes by the clock misses.
 */
export function killPoint(): void {
  if (left > 0 && --left === 0) process.kill(process.pid, 'SIGKILL')
}
