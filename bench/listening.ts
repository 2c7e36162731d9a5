import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Listening {
  url: string
  pid: number
  stop(): Promise<void>
}

/** A server in a process of its own, which prints its URL as its first line. */
export async function startListening(program: string, ...args: string[]): Promise<Listening> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const lines = createInterface(child.stdout)
  const url = await Promise.race([once(lines, 'line').then(([line]) => line as string), exited.then(() => undefined)])
  if (!url) throw new Error(`${args[0]} ended before it listened`)
  return {
    url,
    pid: child.pid!,
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
