import http from 'node:http'
import { createRequire, isBuiltin } from 'node:module'
import type { Scope } from './scope.ts'

const require = createRequire(import.meta.url)

/** Node's own modules as a function sees them: the same, but for what leads out of its scope. */
export function builtin(scope: Scope, specifier: string): unknown {
  if (!isBuiltin(specifier)) throw new Error(`Cannot find package '${specifier}'`)
  const name = specifier.replace(/^node:/, '')
  const own = require(`node:${name}`)
  const { process, console, setTimeout, clearTimeout } = scope.globals
  if (name === 'process') return process
  if (name === 'console') return Object.assign(Object.create(own), console)
  if (name === 'timers') return { ...own, setTimeout, clearTimeout }
  if (name === 'timers/promises') return { ...own, setTimeout: scope.sleep }
  if (name === 'http') return { ...own, Agent: scope.Agent, request: scope.request, globalAgent: new http.Agent() }
  if (name === 'module') return { ...own, createRequire: () => (id: string) => builtin(scope, id) }
  return own
}
