/** What dynalite's store has, as far as it is needed here. */
interface Store {
  db: {
    put(key: string, value: unknown, done?: Done): unknown
    del(key: string, done?: Done): unknown
    batch(operations: Operation[], done?: Done): unknown
  }
}

type Done = (error?: unknown) => void
type Operation = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string }

/** The index entries of the item that a store writes next, in the same turn. */
const waiting = new WeakMap<Store, Operation[]>()

/**
 * dynalite writes an item's index entries first and the item after them: a process that ends in between leaves an item
 * that no index finds. With this the entries wait for the item and go with it in one batch.
 */
export function writeWhole(store: Store, dynalite: any): void {
  const { db } = store
  const put = db.put.bind(db)
  const del = db.del.bind(db)
  const write = (operation: Operation, alone: () => unknown, done?: Done) => {
    const entries = waiting.get(store) ?? []
    waiting.delete(store)
    return entries.length === 0 ? alone() : db.batch([...entries, operation], done)
  }
  db.put = (key, value, done) => write({ type: 'put', key, value }, () => put(key, value, done), done)
  db.del = (key, done) => write({ type: 'del', key }, () => del(key, done), done)
  dynalite.updateIndexes = (owner: Store, table: any, before: any, after: any, done: Done) => {
    waiting.set(owner, indexEntries(dynalite, table, before, after))
    done()
  }
}

function indexEntries(dynalite: any, table: any, before: any, after: any): Operation[] {
  return ['Local', 'Global'].flatMap((kind) => {
    const place = (index: string) => `index-${kind.toLowerCase()}~${table.TableName}~${index}~`
    const { puts, deletes } = dynalite.getIndexActions(table[`${kind}SecondaryIndexes`] ?? [], before, after, table)
    return [
      ...deletes.map(({ index, key }: any): Operation => ({ type: 'del', key: place(index) + key })),
      ...puts.map(({ index, key, item }: any): Operation => ({ type: 'put', key: place(index) + key, value: item })),
    ]
  })
}
