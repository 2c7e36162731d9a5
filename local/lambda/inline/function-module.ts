import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import vm, { type Module, type SourceTextModule } from 'node:vm'
import { NamedError } from '../environment/describe-error.mjs'
import type { FunctionVersion } from '../function.ts'
import { Builtins } from './builtins.ts'
import { type Owner, Scope } from './scope.ts'

/** A function's code, loaded, in a scope of its own. */
export interface FunctionModule {
  scope: Scope
  handler: unknown
}

/** Code that an environment loaded and left in order, by what it is. Loading takes 30 ms of the processor. */
const idle = new Map<string, FunctionModule[]>()
/** What V8 made of a source, so that it is compiled once. */
const compiled = new Map<string, Buffer>()

const keyOf = ({ code, handler }: FunctionVersion) => `${code.sha256} ${handler}`

/** Loads the handler of a function, or takes code that another environment has loaded and no longer needs. */
export async function loadFunction(fn: FunctionVersion, owner: Owner): Promise<FunctionModule> {
  const known = idle.get(keyOf(fn))?.pop()
  const scope = known?.scope ?? new Scope(owner)
  scope.take(owner)
  return known ?? { scope, handler: await load(fn, scope) }
}

/** Gives code back for the next environment of the same function. It must not be running. */
export function keepForNext(fn: FunctionVersion, module: FunctionModule): void {
  idle.set(keyOf(fn), [...(idle.get(keyOf(fn)) ?? []), module])
}

async function load(fn: FunctionVersion, scope: Scope): Promise<unknown> {
  const [, path, name] = /^(.*?)\.([^./]*)$/.exec(fn.handler) ?? []
  if (!path || !name)
    throw new NamedError('Runtime.MalformedHandlerName', `'${fn.handler}' is not a valid handler name.`)
  const file = join(fn.code.directory, `${path}.mjs`)
  if (!existsSync(file))
    throw new NamedError('Runtime.ImportModuleError', `Error: Cannot find module '${path}' as an ES module (.mjs)`)
  const builtins = new Builtins(scope)
  const names = Object.keys(scope.globals)
  const module: SourceTextModule = new vm.SourceTextModule(
    // On the first line, which keeps the numbers of the others.
    `const{${names.join()}}=import.meta.scope;${readFileSync(file, 'utf8')}`,
    {
      identifier: file,
      cachedData: compiled.get(keyOf(fn)),
      initializeImportMeta(meta) {
        Object.assign(meta, { url: pathToFileURL(file).href, scope: scope.globals })
      },
      importModuleDynamically: async (specifier) => {
        const found = await builtins.module(specifier)
        if (found.status === 'linked') await found.evaluate()
        return found as unknown as Module
      },
    },
  )
  // @types/node does not know of it yet.
  const { createCachedData } = module as SourceTextModule & { createCachedData(): Buffer }
  if (!compiled.has(keyOf(fn))) compiled.set(keyOf(fn), createCachedData.call(module))
  await module.link((specifier) => builtins.module(specifier))
  await module.evaluate()
  const handler = (module.namespace as Record<string, unknown>)[name]
  if (typeof handler === 'function') return handler
  throw new NamedError('Runtime.HandlerNotFound', `${fn.handler} is undefined or not exported`)
}
