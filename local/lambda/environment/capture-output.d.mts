interface Current {
  requestId: string | undefined
  /** Epoch ms. */
  now: () => number
}

export function lineWriter(post: (line: string) => void): (chunk: unknown, ...rest: unknown[]) => boolean
export function consoleMethods(options: {
  logFormat: 'Text' | 'JSON'
  logLevel: string | undefined
  current: Current
  post: (text: string) => void
}): Record<string, (...args: unknown[]) => void>
