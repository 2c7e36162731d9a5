import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const ROOT = join(import.meta.dirname, '../..')

/**
 * The Python that has `modules`: `TRIMTAB_PYTHON`, else the one in .venv. Undefined when there is none; then the reason
 * is printed, for the tests that skip.
 */
export const pythonWith = (...modules: string[]) => venvPython('TRIMTAB_PYTHON', '.venv', modules)

function venvPython(variable: string, venv: string, modules: string[]): string | undefined {
  const python = process.env[variable] ?? join(ROOT, venv, 'bin/python')
  const reason = whyNot(python, modules)
  if (reason === undefined) return python
  console.warn(`Interop tests skip: ${reason}. scripts/interop-venv.sh installs what they need.`)
  return undefined
}

/** The Python that has ministack: `TRIMTAB_MINISTACK_PYTHON`, else the one in .venv/ministack. */
export const emulatorPython = () => venvPython('TRIMTAB_MINISTACK_PYTHON', '.venv/ministack', ['ministack'])

function whyNot(python: string, modules: string[]): string | undefined {
  if (!existsSync(python)) return `there is no ${python}`
  const { status, stderr } = spawnSync(python, ['-c', `import ${modules.join(', ')}`], { encoding: 'utf8' })
  return status === 0 ? undefined : (stderr.trim().split('\n').at(-1) ?? 'Python does not start')
}

/** Runs a script of this folder and returns the JSON it prints. */
export function runPython<T>(python: string, script: string, ...args: string[]): T {
  const { status, stdout, stderr } = spawnSync(python, [join(import.meta.dirname, script), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
  if (status !== 0) throw new Error(`${script} ended with exit code ${status}:\n${stderr}`)
  return JSON.parse(stdout) as T
}

export interface Peer {
  /** Sends one line of arguments and resolves with the JSON of the line that answers. */
  ask<T>(...args: string[]): Promise<T>
  stop(): void
}

/** A script of this folder that goes on answering: importing what it needs takes seconds. */
export function startPeer(python: string, script: string): Peer {
  const child = spawn(python, [join(import.meta.dirname, script)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    async ask(...args) {
      child.stdin.write(`${JSON.stringify(args)}\n`)
      const { value, done } = await answers.next()
      if (done) throw new Error(`${script} ended at ${args.join(' ')}; what it said is above`)
      return JSON.parse(value)
    },
    stop: () => void child.stdin.end(),
  }
}
