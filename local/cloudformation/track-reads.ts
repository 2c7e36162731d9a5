/** Properties that remember which of them were read, so that none is dropped without a word. */
export function trackReads<T extends object>(properties: T): { tracked: T; unread(): string[] } {
  const read = new Set<string>()
  const tracked = new Proxy(properties, {
    get(target, name, receiver) {
      read.add(String(name))
      return Reflect.get(target, name, receiver)
    },
    has(target, name) {
      read.add(String(name))
      return Reflect.has(target, name)
    },
  })
  return { tracked, unread: () => Object.keys(properties).filter((name) => !read.has(name)) }
}
