interface Store {
  db: {
    status: string
    get(key: string, done?: (error: unknown, value?: unknown) => void): unknown
    getSync(key: string): unknown
  }
}

/**
 * dynalite reads a table's description and then the item, each by way of the thread pool and of a turn of the event
 * loop. A look into LevelDB, whose working set is in memory, takes a hundredth of that.
 */
export function readAtOnce({ db }: Store): void {
  const whenOpen = db.get.bind(db)
  db.get = (key, done) => {
    if (db.status !== 'open') return whenOpen(key, done)
    const read = new Promise((resolve) => resolve(db.getSync(key)))
    if (typeof done !== 'function') return read
    read.then((value) => done(undefined, value), done)
  }
}
