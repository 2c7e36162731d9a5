/** What one page of a listing asks for. `after` is exclusive: a key, with all of its common prefix, or a common prefix. */
export interface ListRequest {
  prefix: string
  delimiter: string
  after: string
  limit: number
}

export interface ListPage<T> {
  items: T[]
  prefixes: string[]
  truncated: boolean
  /** The key or common prefix that the page ends with. */
  last: string | undefined
}

/**
 * One page of keys and common prefixes, merged in byte order. `scan` yields what there is from a key on, in order;
 * keys under a common prefix are skipped by seeking past it, not by reading them. `isListed` says which items an
 * earlier page has shown.
 */
export function listKeys<T extends { key: string }>(
  scan: (from: string) => Iterable<T>,
  { prefix, delimiter, after, limit }: ListRequest,
  isListed: (item: T) => boolean = (item) => item.key === after,
): ListPage<T> {
  const page: ListPage<T> = { items: [], prefixes: [], truncated: false, last: undefined }
  if (limit === 0) return page
  const begun = commonPrefix(after, prefix, delimiter)
  let from: string | undefined = begun ? successor(begun) : isAfter(after, prefix) ? after : prefix
  while (from !== undefined) {
    const start: string = from
    from = undefined
    for (const item of scan(start)) {
      if (!item.key.startsWith(prefix)) break
      if (isListed(item)) continue
      if (page.items.length + page.prefixes.length === limit) {
        page.truncated = true
        break
      }
      const common = commonPrefix(item.key, prefix, delimiter)
      page.last = common ?? item.key
      if (common === undefined) {
        page.items.push(item)
        continue
      }
      page.prefixes.push(common)
      from = successor(common)
      break
    }
  }
  return page
}

const isAfter = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b)) > 0

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (!delimiter || !key.startsWith(prefix)) return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}

/** The least text that comes after everything beginning with `text`; undefined when there is none. */
function successor(text: string): string | undefined {
  const points = [...text].map((char) => char.codePointAt(0)!)
  while (points.length > 0) {
    const last = points.pop()!
    if (last === 0x10ffff) continue
    return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1)
  }
  return undefined
}
