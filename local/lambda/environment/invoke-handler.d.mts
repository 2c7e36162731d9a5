import type { Invocation } from './environment.ts'

export function invokeHandler(
  handler: unknown,
  invocation: Invocation & { timeout: number },
  now?: () => number,
): Promise<string>
