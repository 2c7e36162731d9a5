import type { Kernel } from '../kernel/kernel.ts'
import { type FunctionVersion, functionTable, type LambdaFunction } from './function.ts'

/**
 * Freezes `$LATEST` under the next number. When nothing has changed since the last number was given, that one is
 * answered again.
 */
export function publish(kernel: Kernel, fn: LambdaFunction, description?: string): FunctionVersion {
  const last = fn.versions[fn.lastVersion]
  if (last && contentOf(last) === contentOf(fn)) return last
  const number = String(fn.lastVersion + 1)
  const version: FunctionVersion = {
    ...frozen(fn),
    version: number,
    description: description ?? fn.description,
    describedAs: fn.description,
    revisionId: kernel.requestId(),
  }
  const versions = { ...fn.versions, [number]: version }
  functionTable(kernel).put(fn.name, { ...fn, versions, lastVersion: fn.lastVersion + 1 })
  return version
}

function frozen(fn: LambdaFunction): FunctionVersion {
  const { tags, policy, eventInvokeConfigs, lastVersion, versions, aliases, reservedConcurrency, ...version } = fn
  return version
}

/** What makes one version another than the last: code and configuration, `$LATEST`'s description included. */
function contentOf(fn: FunctionVersion): string {
  const { runtime, role, handler, timeout, memorySize, environment, architectures, ephemeralStorage } = fn
  const described = 'describedAs' in fn ? fn.describedAs : fn.description
  const settings = { runtime, role, handler, timeout, memorySize, environment, architectures, ephemeralStorage }
  return JSON.stringify([settings, described, fn.tracing, fn.logging, fn.deadLetterTarget, fn.code.sha256])
}
