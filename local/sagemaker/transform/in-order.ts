import { Work } from '../../clock/work.ts'

/** Maps items with at most `limit` at work at a time; yields the results in the items' order. */
export async function* inOrder<T, R>(
  limit: number,
  items: AsyncIterable<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const queue: Promise<R>[] = []
  try {
    for await (const item of items) {
      const result = Work.beside(() => work(item))
      // Taken up when its turn comes; until then a rejection is not unhandled.
      result.catch(() => {})
      queue.push(result)
      if (queue.length >= limit) yield await queue.shift()!
    }
    while (queue.length > 0) yield await queue.shift()!
  } finally {
    await Promise.allSettled(queue)
  }
}
