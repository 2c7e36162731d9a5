import type { Kernel } from '../kernel/kernel.ts'

/** Where an HTTP API of AWS is found here: its host name becomes a path below the one local address. */
export function localUrl(kernel: Kernel, value: string): string {
  const host = /^https:\/\/([a-z0-9]{10})\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?=\/|$)/
  return value.replace(host, `${kernel.endpoint}/_api/$1`)
}
