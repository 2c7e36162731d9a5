import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import { NamedError } from '../environment/describe-error.mjs'
import type { FunctionVersion } from '../function.ts'
import { builtin } from './builtin.ts'
import type { Scope } from './scope.ts'

/** What V8 made of the code of a function, by what it is. A second environment takes 7 ms instead of 150. */
const compiled = new Map<string, Script>()

/** Loads the code of a function anew, in a scope; answers its handler. */
export async function loadFunction(fn: FunctionVersion, scope: Scope): Promise<unknown> {
  const [, path, name] = /^(.*?)\.([^./]*)$/.exec(fn.handler) ?? []
  if (!path || !name)
    throw new NamedError('Runtime.MalformedHandlerName', `'${fn.handler}' is not a valid handler name.`)
  const file = join(fn.code.directory, `${path}.mjs`)
  const key = `${fn.code.sha256} ${path}`
  const script = compiled.get(key) ?? (await compile(file))
  compiled.set(key, script)
  const module = { exports: {} as Record<string, unknown> }
  const names: Record<string, unknown> = {
    ...scope.globals,
    module,
    exports: module.exports,
    require: (specifier: string) => builtin(scope, specifier),
    moduleUrl: pathToFileURL(file).href,
  }
  script.runInThisContext()(...PARAMETERS.map((parameter) => names[parameter]))
  const handler = module.exports[name]
  if (typeof handler === 'function') return handler
  throw new NamedError('Runtime.HandlerNotFound', `${fn.handler} is undefined or not exported`)
}

const PARAMETERS = [
  ...['process', 'console', 'Date', 'AbortSignal', 'setTimeout', 'clearTimeout'],
  ...['module', 'exports', 'require', 'moduleUrl'],
]

/** An ES module as one function of what it is to see. Its syntax of modules is all that changes. */
async function compile(file: string): Promise<Script> {
  if (!existsSync(file)) throw new NamedError('Runtime.ImportModuleError', `Error: Cannot find the ES module '${file}'`)
  const { transform } = await import('esbuild')
  const { code } = await transform(readFileSync(file, 'utf8'), {
    format: 'cjs',
    target: 'node24',
    define: { 'import.meta.url': 'moduleUrl' },
    supported: { 'dynamic-import': false },
    logLevel: 'silent',
  })
  return new Script(`(function(${PARAMETERS.join()}){${code}\n})`, { filename: file })
}
