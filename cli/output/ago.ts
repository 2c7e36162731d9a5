/** How long before `now` an ISO time was, as in `3m`; empty for none. */
export function ago(time: string | undefined, now: Date): string {
  return time === undefined ? '' : lasting(now.getTime() - Date.parse(time))
}

/** Milliseconds in their largest fitting unit, as in `42s`, `3m` or `2d`. */
export function lasting(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 120) return `${seconds}s`
  if (seconds < 7200) return `${Math.round(seconds / 60)}m`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)}h` : `${Math.round(seconds / 86_400)}d`
}
