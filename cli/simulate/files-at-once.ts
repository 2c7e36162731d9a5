import child, { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

type Act = (...args: any[]) => any

const BY_PATH = [
  ...['access', 'appendFile', 'copyFile', 'link', 'lstat', 'mkdir', 'open', 'readFile', 'readdir'],
  ...['rename', 'rm', 'stat', 'unlink', 'writeFile'],
]
const BY_DESCRIPTOR = ['close', 'fdatasync', 'fsync', 'fstat', 'read', 'write', 'writev']

/**
 * From here on this process does its reading and writing at once, and waits for the programs that it runs. Otherwise the
 * thread pool and the machine's scheduler decide what comes first of that which happens at one moment of a virtual
 * clock, and with it who draws which chance: one seed would have many histories. In memory it is faster as well.
 */
export function filesAtOnce(): void {
  const calls = fs as unknown as Record<string, Act>
  const promises = fs.promises as unknown as Record<string, Act>
  const atOnce = (name: string) => calls[`${name}Sync`]!
  for (const name of [...BY_PATH, ...BY_DESCRIPTOR]) calls[name] = calledBack(atOnce(name))
  for (const name of BY_PATH) promises[name] = async (...args) => atOnce(name)(...args)
  promises['open'] = async (path, flags, mode) => new OpenFile(fs.openSync(path, flags, mode))
  Object.assign(child, {
    execFile: calledBack((file: string, args: string[]) => execFileSync(file, args, { stdio: 'pipe' })),
  })
  // Named imports see what was changed.
  syncBuiltinESMExports()
}

/** The same with a callback as its last argument, which is told of the buffer where there is one. */
const calledBack =
  (act: Act): Act =>
  (...args) => {
    const done = args.pop() as Act
    let result: unknown
    try {
      result = act(...args)
    } catch (error) {
      process.nextTick(done, error)
      return
    }
    process.nextTick(done, null, result, args[1])
  }

/** As much of node's FileHandle as the runtime uses. */
class OpenFile {
  readonly fd: number

  constructor(fd: number) {
    this.fd = fd
  }

  async read(buffer: Buffer, offset: number, length: number, position: number) {
    return { buffer, bytesRead: fs.readSync(this.fd, buffer, offset, length, position) }
  }

  async write(buffer: Buffer, offset: number) {
    return { buffer, bytesWritten: fs.writeSync(this.fd, buffer, offset) }
  }

  /** Nothing of a simulation outlives the machine. */
  async datasync() {}

  async close() {
    fs.closeSync(this.fd)
  }

  createReadStream(options: object) {
    return fs.createReadStream('', { fd: this.fd, ...options })
  }
}
