const secondsPerUnit = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const
type Unit = keyof typeof secondsPerUnit

export const durationPattern = /^(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/

/** Seconds of a duration such as `90s`, `5m`, `1h30m`, `7d` or `2w`. Throws RangeError for anything else. */
export function durationSeconds(text: string): number {
  if (text === '' || !durationPattern.test(text)) throw new RangeError(`not a duration: ${JSON.stringify(text)}`)
  let seconds = 0
  for (const [, amount, unit] of text.matchAll(/(\d+)([wdhms])/g)) {
    seconds += Number(amount) * secondsPerUnit[unit as Unit]
  }
  return seconds
}
