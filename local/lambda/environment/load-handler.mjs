import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { NamedError } from './describe-error.mjs'

const require = createRequire(import.meta.url)
const CALLBACK_REMOVED =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.'

/** Loads `path/to/file.export` below the task root, CommonJS or ES module, as the Node.js runtime of Lambda does. */
export async function loadHandler(taskRoot, name) {
  const slash = name.lastIndexOf('/') + 1
  const parts = /^([^.]*)\.(.*)$/.exec(name.slice(slash))
  if (!parts || name.includes('..'))
    throw new NamedError('Runtime.MalformedHandlerName', `'${name}' is not a valid handler name.`)
  const module = await load(join(taskRoot, name.slice(0, slash), parts[1]), name.slice(0, slash) + parts[1])
  const find = (root) => parts[2].split('.').reduce((value, key) => value?.[key], root)
  const handler = find(module) ?? find(module.default)
  if (!handler) throw new NamedError('Runtime.HandlerNotFound', `${name} is undefined or not exported`)
  if (typeof handler !== 'function') throw new NamedError('Runtime.HandlerNotFound', `${name} is not a function`)
  if (handler.length >= 3 && nodeVersion() >= 24)
    throw new NamedError('Runtime.CallbackHandlerDeprecated', CALLBACK_REMOVED)
  return handler
}

async function load(path, name) {
  const file = ['', '.js', '.mjs', '.cjs'].map((extension) => path + extension).find(existsSync)
  if (!file)
    throw new NamedError(
      'Runtime.ImportModuleError',
      `Error: Cannot find module '${name}'\nRequire stack:\n- /var/runtime/index.mjs`,
    )
  try {
    return file.endsWith('.mjs') ? await import(pathToFileURL(file).href) : await requireOrImport(file)
  } catch (error) {
    if (error instanceof SyntaxError) throw new NamedError('Runtime.UserCodeSyntaxError', String(error))
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND')
      throw new NamedError('Runtime.ImportModuleError', String(error))
    throw error
  }
}

async function requireOrImport(file) {
  try {
    return require(file)
  } catch (error) {
    if (error?.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error
    return import(pathToFileURL(file).href)
  }
}

function nodeVersion() {
  return Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1])
}
