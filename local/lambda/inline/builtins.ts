import http from 'node:http'
import { createRequire, isBuiltin } from 'node:module'
import vm, { type Module, type SyntheticModule } from 'node:vm'
import type { Scope } from './scope.ts'

const require = createRequire(import.meta.url)

/** Node's own modules as a function sees them: the same, but for what leads out of its scope. */
export class Builtins {
  readonly #scope: Scope
  readonly #modules = new Map<string, Module>()

  constructor(scope: Scope) {
    this.#scope = scope
  }

  /** The module for `import`, linked. */
  async module(specifier: string): Promise<Module> {
    const name = specifier.replace(/^node:/, '')
    const known = this.#modules.get(name)
    if (known) return known
    const exported = this.#exports(name)
    const names = [...new Set(['default', ...Object.keys(exported)])]
    const module: SyntheticModule = new vm.SyntheticModule(names, () => {
      for (const key of names) module.setExport(key, key === 'default' ? exported : exported[key])
    })
    this.#modules.set(name, module)
    await module.link(() => {
      throw new Error(`${specifier} imports nothing`)
    })
    return module
  }

  #exports(name: string): Record<string, unknown> {
    if (!isBuiltin(name)) throw new Error(`Cannot find package '${name}'`)
    const { globals, sleep, Agent, request } = this.#scope
    const { process, console, setTimeout, clearTimeout } = globals
    const own = require(`node:${name}`)
    const changed: Record<string, () => object> = {
      process: () => ({ ...process, env: process.env }),
      console: () => console,
      timers: () => ({ setTimeout, clearTimeout }),
      'timers/promises': () => ({ setTimeout: sleep }),
      http: () => ({ Agent, request, globalAgent: new http.Agent() }),
      module: () => ({ createRequire: () => (id: string) => this.#exports(id.replace(/^node:/, '')) }),
    }
    return changed[name] ? { ...own, ...changed[name]() } : own
  }
}
