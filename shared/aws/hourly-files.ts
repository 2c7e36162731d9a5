import { listObjects, type ObjectPlace, readObject } from './objects.ts'

/** What one reading takes at most, so that a busy endpoint costs no more than a quiet one. */
export interface Most {
  hours: number
  files: number
  bytes: number
}

const hour = 3_600_000

/**
 * The texts of the newest files under `<prefix>yyyy/mm/dd/hh/`, by the hours of a time span, the newest first. Names
 * within an hour sort by time. The last one read may be cut off in the middle of a line.
 */
export async function readNewest(prefix: ObjectPlace, from: string, to: string, most: Most): Promise<string[]> {
  const texts: string[] = []
  let left = most.bytes
  const first = Math.max(Math.floor(Date.parse(from) / hour), Math.floor(Date.parse(to) / hour) - most.hours + 1)
  for (let at = Math.floor(Date.parse(to) / hour); at >= first; at--) {
    const { objects } = await listObjects({ ...prefix, key: `${prefix.key}${folderOf(at * hour)}` }, 5000)
    for (const { key, size } of objects.reverse()) {
      if (texts.length >= most.files || left <= 0) return texts
      if (size === 0) continue
      const bytes = await readObject({ ...prefix, key }, size > left ? `bytes=0-${left - 1}` : undefined)
      texts.push(Buffer.from(bytes ?? []).toString())
      left -= size
    }
  }
  return texts
}

function folderOf(time: number): string {
  const [day = '', clock = ''] = new Date(time).toISOString().split('T')
  return `${day.replaceAll('-', '/')}/${clock.slice(0, 2)}/`
}
